package dev.firstlight.bench.cost;

import java.math.BigDecimal;

/**
 * Rented machines: EC2, Compute Engine, and the instances of SageMaker and Vertex AI. Seconds begun
 * from creation to end, whatever they do; a minimum where there is one.
 *
 * @param accelerators attached to each machine
 * @param minimumSeconds that a machine is charged for at least
 * @param paysForData whether bytes in and out are charged, as SageMaker does
 */
public record InstanceMetering(int accelerators, long minimumSeconds, boolean paysForData)
    implements Metering {
  private static final long NANOS = 1_000_000_000;

  public InstanceMetering {
    if (accelerators < 0 || accelerators > 16) {
      throw new IllegalArgumentException(
          accelerators + " accelerators are out of range; 0 to 16 is allowed");
    }
  }

  @Override
  public Usage call(Invocation invocation) {
    return paysForData
        ? Usage.of(Meter.DATA, Metering.gigabytes(invocation.bytesIn() + invocation.bytesOut()))
        : Usage.NONE;
  }

  @Override
  public Usage lifetime(long nanos, int memoryMegabytes) {
    long seconds = Math.floorDiv(nanos + NANOS - 1, NANOS);
    return over(BigDecimal.valueOf(Math.max(seconds, minimumSeconds)));
  }

  @Override
  public Usage time(long nanos, Invocation of) {
    return over(Metering.secondsOfNanos(nanos));
  }

  @Override
  public boolean paysForStart() {
    return true;
  }

  private Usage over(BigDecimal seconds) {
    return Usage.of(Meter.INSTANCE, seconds)
        .plus(Usage.of(Meter.ACCELERATOR, seconds.multiply(BigDecimal.valueOf(accelerators))));
  }
}
