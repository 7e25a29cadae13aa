package dev.firstlight.bench.cost;

import java.math.BigDecimal;

/**
 * AWS Lambda ({@code aws.amazon.com/lambda/pricing}): requests; memory and what {@code /tmp} has
 * above 512 MB, for each millisecond begun; with provisioned concurrency, also the memory held.
 *
 * @param tmpMegabytes size of {@code /tmp}
 * @param paysForInit whether the init phase is billed with the call that started the instance
 */
public record LambdaMetering(int tmpMegabytes, boolean paysForInit) implements Metering {
  /** Of {@code /tmp}, that come with every function. */
  public static final int FREE_TMP_MEGABYTES = 512;

  private static final int MOST_TMP_MEGABYTES = 10_240;
  private static final long PROVISIONED_STEP_NANOS = 300_000_000_000L;

  public LambdaMetering {
    if (tmpMegabytes < FREE_TMP_MEGABYTES || tmpMegabytes > MOST_TMP_MEGABYTES) {
      throw new IllegalArgumentException(
          "/tmp of %d MB is out of range; %d to %d is allowed"
              .formatted(tmpMegabytes, FREE_TMP_MEGABYTES, MOST_TMP_MEGABYTES));
    }
  }

  @Override
  public Usage call(Invocation invocation) {
    long init = paysForInit ? invocation.initNanos() : 0;
    long millis =
        paysForInit && invocation.billedMillis().isPresent()
            ? invocation.billedMillis().getAsLong()
            : Billing.MILLISECONDS.rounded(init, invocation.runNanos());
    return Usage.of(Meter.REQUESTS, BigDecimal.ONE)
        .plus(over(Metering.seconds(millis), invocation));
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
    return paysForInit;
  }

  /**
   * What holding instances ready uses; the time is rounded up to five minutes.
   *
   * @param instances held
   * @param memoryMegabytes of each
   * @param nanos from enabling to disabling
   */
  public static Usage provisioned(long instances, int memoryMegabytes, long nanos) {
    long steps = Math.floorDiv(nanos + PROVISIONED_STEP_NANOS - 1, PROVISIONED_STEP_NANOS);
    return Usage.of(
        Meter.PROVISIONED,
        Metering.gigabyteSeconds(
            Math.multiplyExact(instances, memoryMegabytes),
            Metering.secondsOfNanos(Math.multiplyExact(steps, PROVISIONED_STEP_NANOS))));
  }

  /**
   * What SnapStart uses, where it is charged: not for Java's managed runtimes.
   *
   * @param memoryMegabytes of the function
   * @param nanos that its version was active; three hours are least
   * @param restores of the snapshot
   */
  public static Usage snapshots(int memoryMegabytes, long nanos, long restores) {
    long kept = Math.max(nanos, 36 * PROVISIONED_STEP_NANOS);
    return Usage.of(
            Meter.SNAPSHOT_CACHE,
            Metering.gigabyteSeconds(memoryMegabytes, Metering.secondsOfNanos(kept)))
        .plus(
            Usage.of(
                Meter.SNAPSHOT_RESTORE,
                Metering.gigabyteSeconds(memoryMegabytes, BigDecimal.valueOf(restores))));
  }

  private Usage over(BigDecimal seconds, Invocation of) {
    return Usage.of(
            of.provisioned() ? Meter.PROVISIONED_DURATION : Meter.DURATION,
            Metering.gigabyteSeconds(of.memoryMegabytes(), seconds))
        .plus(
            Usage.of(
                Meter.EPHEMERAL_STORAGE,
                Metering.gigabyteSeconds(tmpMegabytes - FREE_TMP_MEGABYTES, seconds)));
  }
}
