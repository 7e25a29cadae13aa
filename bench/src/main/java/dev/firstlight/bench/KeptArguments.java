package dev.firstlight.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Options about instances that are kept whether called or not. */
final class KeptArguments {
  @Option(
      names = "--min-instances",
      paramLabel = "N",
      description = "Instances that are kept; they answer first, and are idle for the rest.")
  private int minimum;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description = "How long they are kept, as 730h.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String time;

  /** How long it all lasts. */
  Duration time() {
    if (time == null) {
      throw CostArguments.usage("instances need --time, as 730h");
    }
    return CostArguments.time("--time", time);
  }

  /**
   * How long those kept are idle, all together.
   *
   * @param used of a processor that instances have so much of
   */
  BigDecimal idleSeconds(BigDecimal used, BigDecimal perInstance) {
    CostArguments.range("--min-instances", minimum, 0, 100_000);
    if (minimum == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal there =
        BigDecimal.valueOf(time().toNanos(), 9).multiply(BigDecimal.valueOf(minimum));
    BigDecimal busy = used.divide(perInstance, 9, RoundingMode.HALF_UP);
    return there.subtract(busy).max(BigDecimal.ZERO);
  }
}
