package dev.firstlight.bench.workload.trace;

/** How a trace file is laid out. */
public enum TraceFormat {
  /** A column of times of arrivals: seconds, or ISO 8601 timestamps. */
  TIMES,
  /** A column of seconds between an arrival and the next, as BATCH's arrival files. */
  INTERVALS,
  /** A column of numbers of arrivals, one a bin. */
  COUNTS,
  /** Azure Functions 2019: a row a function, with columns HashFunction, Trigger and 1 to 1440. */
  AZURE
}
