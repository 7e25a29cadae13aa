package dev.firstlight.bench.workload;

import java.util.Iterator;

/**
 * One pass through a schedule's arrivals: sequence numbers grow, offsets never shrink. Holds a few
 * kilobytes however many there are. For one thread; closing twice is harmless.
 */
public interface Arrivals extends Iterator<Arrival>, AutoCloseable {
  @Override
  void close();
}
