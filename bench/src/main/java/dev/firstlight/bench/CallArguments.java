package dev.firstlight.bench;

import dev.firstlight.bench.cost.Invocation;
import dev.firstlight.bench.cost.Metering;
import dev.firstlight.bench.cost.Usage;
import java.math.BigDecimal;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options about calls of a function that nobody has made. */
final class CallArguments {
  private static final long MOST_REQUESTS = 1_000_000_000_000_000L;
  private static final BigDecimal MOST_MILLIS = BigDecimal.valueOf(86_400_000);
  private static final BigDecimal NANOS_PER_MILLI = BigDecimal.valueOf(1_000_000);

  @Option(
      names = "--requests",
      required = true,
      paramLabel = "N",
      description = "How many requests, those that start an instance included.",
      showDefaultValue = Visibility.NEVER)
  private long requests;

  @Option(
      names = "--duration-ms",
      required = true,
      paramLabel = "MS",
      description = "How long each runs.",
      showDefaultValue = Visibility.NEVER)
  private BigDecimal duration = BigDecimal.ZERO;

  @Option(names = "--cold", paramLabel = "N", description = "How many of them start an instance.")
  private long cold;

  @Option(
      names = "--init-ms",
      paramLabel = "MS",
      description = "How long a start takes before the request runs.")
  private BigDecimal init = BigDecimal.ZERO;

  long requests() {
    return requests;
  }

  long cold() {
    return cold;
  }

  void check() {
    CostArguments.range("--requests", requests, 0, MOST_REQUESTS);
    CostArguments.range("--cold", cold, 0, requests);
    nanos("--duration-ms", duration);
    nanos("--init-ms", init);
  }

  /**
   * What calls use.
   *
   * @param of them, how many; the cold ones are the first
   * @param starts those that start an instance
   */
  Usage usage(Metering metering, int memory, long of, long starts) {
    return metering
        .call(call(0, memory))
        .times(of - starts)
        .plus(metering.call(call(nanos("--init-ms", init), memory)).times(starts));
  }

  /** One call; with a start of that length where it is not 0. */
  Invocation call(long initNanos, int memory) {
    return Invocation.of(initNanos, nanos("--duration-ms", duration), memory);
  }

  /** A time in milliseconds that was typed, in nanoseconds. */
  static long nanos(String option, BigDecimal millis) {
    if (millis.signum() < 0 || millis.compareTo(MOST_MILLIS) > 0) {
      throw CostArguments.usage(
          "%s %s is out of range; 0 to %s is allowed"
              .formatted(option, millis.toPlainString(), MOST_MILLIS));
    }
    return millis.multiply(NANOS_PER_MILLI).longValue();
  }
}
