package dev.firstlight.bench.cost;

import java.math.BigDecimal;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Google Cloud Functions, 1st generation ({@code cloud.google.com/functions/pricing-1stgen}):
 * calls; memory and the processor cycles that come with it, for each 100 ms begun of an invocation,
 * where starting is free; what leaves for the Internet.
 *
 * @param gigahertz that come with each memory size in MB; there are no others
 */
public record CloudFunctionsMetering(Map<Integer, BigDecimal> gigahertz) implements Metering {
  public CloudFunctionsMetering {
    gigahertz = Map.copyOf(gigahertz);
  }

  @Override
  public Usage call(Invocation invocation) {
    long millis =
        invocation
            .billedMillis()
            .orElseGet(() -> Billing.HUNDREDS.rounded(0, invocation.runNanos()));
    return Usage.of(Meter.REQUESTS, BigDecimal.ONE)
        .plus(over(Metering.seconds(millis), invocation))
        .plus(Usage.of(Meter.EGRESS, Metering.gigabytes(invocation.bytesOut())));
  }

  @Override
  public Usage lifetime(long nanos, int memoryMegabytes) {
    return Usage.NONE;
  }

  @Override
  public Usage time(long nanos, Invocation of) {
    return over(Metering.secondsOfNanos(nanos), of);
  }

  @Override
  public boolean paysForStart() {
    return false;
  }

  /**
   * What instances that are kept use while they are idle.
   *
   * @param memoryMegabytes of each
   * @param seconds idle, of all of them together
   */
  public Usage idle(int memoryMegabytes, BigDecimal seconds) {
    return Usage.of(Meter.IDLE_MEMORY, Metering.gigabyteSeconds(memoryMegabytes, seconds))
        .plus(Usage.of(Meter.IDLE_CPU, seconds.multiply(cycles(memoryMegabytes))));
  }

  private Usage over(BigDecimal seconds, Invocation of) {
    return Usage.of(Meter.MEMORY, Metering.gigabyteSeconds(of.memoryMegabytes(), seconds))
        .plus(Usage.of(Meter.CPU, seconds.multiply(cycles(of.memoryMegabytes()))));
  }

  private BigDecimal cycles(int memoryMegabytes) {
    BigDecimal cycles = gigahertz.get(memoryMegabytes);
    if (cycles == null) {
      throw new IllegalArgumentException(
          "Cloud Functions have no memory size of %d MB; there are %s"
              .formatted(
                  memoryMegabytes,
                  gigahertz.keySet().stream()
                      .sorted()
                      .map(String::valueOf)
                      .collect(Collectors.joining(", "))));
    }
    return cycles;
  }
}
