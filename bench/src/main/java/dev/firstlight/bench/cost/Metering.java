package dev.firstlight.bench.cost;

import java.math.BigDecimal;

/**
 * How one system meters what happens on it. Metering is per call and per instance, so that what it
 * gives can be added up in any order; tiers and free amounts come later, on the sum.
 */
public sealed interface Metering
    permits LambdaMetering, CloudFunctionsMetering, CloudRunMetering, InstanceMetering {
  /** Bytes of a gigabyte. */
  BigDecimal GIGABYTE = BigDecimal.valueOf(1L << 30);

  /** What a call uses: itself, its time as rounded, and its traffic. */
  Usage call(Invocation invocation);

  /**
   * What an instance uses by being there, whether called or not.
   *
   * @param nanos from its creation to its end
   * @param memoryMegabytes that it may use
   */
  Usage lifetime(long nanos, int memoryMegabytes);

  /** What so much time of a call or instance uses, not rounded. */
  Usage time(long nanos, Invocation of);

  /**
   * Whether the start of an instance is paid: with the call that it was for, or by its lifetime.
   */
  boolean paysForStart();

  /** Megabytes of 2^20 bytes for so many seconds, in GB-s. */
  static BigDecimal gigabyteSeconds(long megabytes, BigDecimal seconds) {
    return seconds.multiply(BigDecimal.valueOf(megabytes)).divide(BigDecimal.valueOf(1024));
  }

  /** Milliseconds as seconds. */
  static BigDecimal seconds(long millis) {
    return BigDecimal.valueOf(millis, 3);
  }

  /** Nanoseconds as seconds. */
  static BigDecimal secondsOfNanos(long nanos) {
    return BigDecimal.valueOf(nanos, 9);
  }

  /** Bytes in GB. */
  static BigDecimal gigabytes(long bytes) {
    return BigDecimal.valueOf(bytes).divide(GIGABYTE);
  }
}
