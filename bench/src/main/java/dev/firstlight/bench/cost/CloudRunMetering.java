package dev.firstlight.bench.cost;

import java.math.BigDecimal;

/**
 * Cloud Run functions and services ({@code cloud.google.com/run/pricing}): memory and processors
 * for each 100 ms begun. With request-based billing, while an instance starts or answers, and each
 * request; with instance-based billing, while it is there, and no requests.
 *
 * @param vcpus of an instance
 * @param instanceBased which of the two
 */
public record CloudRunMetering(BigDecimal vcpus, boolean instanceBased) implements Metering {
  private static final BigDecimal MOST = BigDecimal.valueOf(8);
  private static final BigDecimal LEAST = new BigDecimal("0.08");

  public CloudRunMetering {
    if (vcpus.compareTo(LEAST) < 0 || vcpus.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "%s vCPUs are out of range; %s to %s is allowed"
              .formatted(vcpus.toPlainString(), LEAST, MOST));
    }
  }

  @Override
  public Usage call(Invocation invocation) {
    if (instanceBased) {
      return Usage.NONE;
    }
    long millis =
        Billing.HUNDREDS_WITH_START.rounded(invocation.initNanos(), invocation.runNanos());
    return Usage.of(Meter.REQUESTS, BigDecimal.ONE)
        .plus(over(Metering.seconds(millis), invocation.memoryMegabytes()));
  }

  @Override
  public Usage lifetime(long nanos, int memoryMegabytes) {
    if (!instanceBased) {
      return Usage.NONE;
    }
    long millis = Billing.HUNDREDS_WITH_START.rounded(0, nanos);
    return over(Metering.seconds(millis), memoryMegabytes);
  }

  @Override
  public Usage time(long nanos, Invocation of) {
    return over(Metering.secondsOfNanos(nanos), of.memoryMegabytes());
  }

  @Override
  public boolean paysForStart() {
    return true;
  }

  /**
   * What instances that are kept use while they are idle, with request-based billing.
   *
   * @param memoryMegabytes of each
   * @param seconds idle, of all of them together
   */
  public Usage idle(int memoryMegabytes, BigDecimal seconds) {
    return Usage.of(Meter.IDLE_MEMORY, Metering.gigabyteSeconds(memoryMegabytes, seconds))
        .plus(Usage.of(Meter.IDLE_VCPU, seconds.multiply(vcpus)));
  }

  private Usage over(BigDecimal seconds, int memoryMegabytes) {
    return Usage.of(Meter.MEMORY, Metering.gigabyteSeconds(memoryMegabytes, seconds))
        .plus(Usage.of(Meter.VCPU, seconds.multiply(vcpus)));
  }
}
