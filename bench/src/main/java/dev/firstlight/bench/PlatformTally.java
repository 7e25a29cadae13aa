package dev.firstlight.bench;

import dev.firstlight.bench.platform.Account;
import dev.firstlight.bench.platform.Outcome;
import dev.firstlight.bench.platform.Platform;
import dev.firstlight.bench.stats.Distribution;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Sums up what a platform did. Safe for use by several threads. */
final class PlatformTally {
  private static final double MEGABYTES_PER_GIGABYTE = 1024;

  private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
  private final List<Double> init = new ArrayList<>();
  private final List<Double> cold = new ArrayList<>();
  private final List<Double> warm = new ArrayList<>();
  private long billedMillis;
  private double gigabyteSeconds;
  private int mostMemory;

  synchronized void add(Account account) {
    outcomes.merge(account.outcome(), 1, Integer::sum);
    account.usage().initMillis().ifPresent(init::add);
    mostMemory = Math.max(mostMemory, account.usage().maxMemoryMegabytes());
    long billed = account.usage().billedMillis().orElse(0);
    billedMillis += billed;
    gigabyteSeconds += billed / 1e3 * account.usage().memoryMegabytes() / MEGABYTES_PER_GIGABYTE;
    if (account.outcome() == Outcome.ANSWERED) {
      double latency = (account.times().answered() - account.times().arrived()) / 1e6;
      (account.cold() ? cold : warm).add(latency);
    }
  }

  /** The table's lines. */
  synchronized List<String> lines(Platform.Counts counts) {
    List<String> lines = new ArrayList<>();
    lines.add(row("", "calls", "median ms", "p99 ms", "longest ms"));
    lines.add(row("cold", cold));
    lines.add(row("warm", warm));
    lines.add(row("init phase", init));
    outcomes.forEach(
        (outcome, count) -> {
          if (outcome != Outcome.ANSWERED) {
            lines.add(row(outcome.label(), Integer.toString(count), "", "", ""));
          }
        });
    lines.add(
        "%d instances started, %d at most at a time, %d lost"
            .formatted(counts.started(), counts.mostAtOnce(), counts.lost()));
    lines.add(
        String.format(
            Locale.ROOT,
            "billed: %,d ms, %.3f GB-s; memory used at most: %,d MB",
            billedMillis,
            gigabyteSeconds,
            mostMemory));
    return lines;
  }

  private static String row(String name, List<Double> values) {
    Distribution all = Distribution.of(values);
    return all.isEmpty()
        ? row(name, "0", "", "", "")
        : row(
            name,
            Integer.toString(all.count()),
            millis(all.median()),
            millis(all.percentile(99)),
            millis(all.percentile(100)));
  }

  private static String row(String name, String count, String median, String p99, String most) {
    return String.format("%-16s%8s%12s%12s%12s", name, count, median, p99, most);
  }

  private static String millis(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
