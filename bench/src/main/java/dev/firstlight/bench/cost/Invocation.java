package dev.firstlight.bench.cost;

import java.util.OptionalLong;

/**
 * One call, as far as it matters to what it costs; from a record, a simulator or a question.
 *
 * @param initNanos of its instance's start, where the call waited for one; else 0
 * @param runNanos of the invocation itself
 * @param memoryMegabytes that its instance may use (of 2^20 bytes)
 * @param provisioned whether its instance was held ready before anybody called
 * @param bytesIn of the request's body
 * @param bytesOut of the answer's
 * @param billedMillis that a platform accounted for, where one did; else they are computed
 */
public record Invocation(
    long initNanos,
    long runNanos,
    int memoryMegabytes,
    boolean provisioned,
    long bytesIn,
    long bytesOut,
    OptionalLong billedMillis) {
  public Invocation {
    if (initNanos < 0 || runNanos < 0 || bytesIn < 0 || bytesOut < 0) {
      throw new IllegalArgumentException(
          "an invocation of "
              + initNanos
              + " ns init, "
              + runNanos
              + " ns run, "
              + bytesIn
              + " bytes in, "
              + bytesOut
              + " bytes out; none is below 0");
    }
    if (memoryMegabytes < 1) {
      throw new IllegalArgumentException(
          "an invocation with " + memoryMegabytes + " MB of memory; 1 is least");
    }
  }

  /** A call on demand that moves no bytes. */
  public static Invocation of(long initNanos, long runNanos, int memoryMegabytes) {
    return new Invocation(initNanos, runNanos, memoryMegabytes, false, 0, 0, OptionalLong.empty());
  }

  /** The same of an instance that was held ready. */
  public Invocation asProvisioned() {
    return new Invocation(
        initNanos, runNanos, memoryMegabytes, true, bytesIn, bytesOut, billedMillis);
  }

  /** The same, had it moved no bytes. */
  Invocation withoutTraffic() {
    return new Invocation(initNanos, runNanos, memoryMegabytes, provisioned, 0, 0, billedMillis);
  }

  /** The same, had it taken that long; what it would be billed is then computed. */
  public Invocation lasting(long newInitNanos, long newRunNanos) {
    return new Invocation(
        newInitNanos,
        newRunNanos,
        memoryMegabytes,
        provisioned,
        bytesIn,
        bytesOut,
        OptionalLong.empty());
  }
}
