package dev.firstlight.bench;

import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.ScheduleFile;
import dev.firstlight.bench.workload.TextLines;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.stats.CountSeries;
import dev.firstlight.bench.workload.trace.GoodnessOfFit;
import dev.firstlight.bench.workload.trace.MmppFit;
import dev.firstlight.bench.workload.trace.Trace;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight workload fit}: a process of which a trace could be. */
@Command(
    name = "fit",
    description =
        "Estimates a two-state MMPP from a schedule or a trace by maximum likelihood, and says how"
            + " well it explains the arrivals.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadFitCommand implements Callable<Integer> {
  /** Arrivals a window: enough to tell rates apart, few enough to be short beside sojourns. */
  private static final double A_WINDOW = 4;

  private final Workplace workplace;

  @Parameters(paramLabel = "FILE", description = "A schedule, or a trace as replay takes it.")
  private Path file = Path.of("");

  @Mixin private TraceArguments trace = new TraceArguments();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of times within bins, and of the test's randomised values.")
  private long seed = 1;

  WorkloadFitCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    CountSeries series = series(workplace.resolved(file));
    MmppFit fit = MmppFit.of(series);
    Mmpp process = fit.process();
    GoodnessOfFit goodness = GoodnessOfFit.of(process, series, seed);
    say("%,d arrivals in %,d windows of %.6g s", series.total(), series.size(), series.seconds());
    say("higher rate    %.6g/s for %.6g s on average", process.high(), process.sojournHigh());
    say("lower rate     %.6g/s for %.6g s on average", process.low(), process.sojournLow());
    say("mean rate      %.6g/s, the arrivals' %.6g/s", process.meanRate(), rate(series));
    say(
        "two states     %s (log-likelihood %.1f above one rate, %d iterations)",
        fit.evidence() > 0 ? "yes" : "not shown by these arrivals; a Poisson process will do",
        fit.logLikelihood(),
        fit.iterations());
    say(
        "goodness       Kolmogorov-Smirnov %.4f (p %.3f), correlation of neighbours %.3f",
        goodness.statistic(), goodness.pValue(), goodness.lag1());
    say("");
    say("%12s %12s %12s", "window", "dispersion", "fitted");
    for (int times = 1; series.size() / times >= 20; times *= 4) {
      CountSeries merged = series.merged(times);
      say(
          "%11.4gs %12.3f %12.3f",
          merged.seconds(), merged.dispersion(), process.dispersion(merged.seconds()));
    }
    say("");
    say(
        "firstlight workload mmpp --high %s --low %s --sojourn-high %ss --sojourn-low %ss",
        plain(process.high()),
        plain(process.low()),
        plain(process.sojournHigh()),
        plain(process.sojournLow()));
    return FirstlightCommand.OK;
  }

  private CountSeries series(Path path) {
    if (isSchedule(path)) {
      ScheduleFile schedule = ScheduleFile.open(path);
      try (Arrivals arrivals = schedule.arrivals()) {
        long duration = schedule.header().duration().toNanos() / 1000;
        return CountSeries.of(
            arrivals, duration, window(duration, schedule.header().requests(), 0));
      }
    }
    Trace read = trace.read(path, seed);
    long window = window(read.durationMicros(), read.size(), trace.binSeconds());
    long[] counts = new long[(int) Math.max(1, (read.durationMicros() + window - 1) / window)];
    for (int i = 0; i < read.size(); i++) {
      counts[(int) Math.min(counts.length - 1, read.micros(i) / window)]++;
    }
    return CountSeries.of(window / 1e6, counts);
  }

  /** Windows no finer than the trace's bins: within them, times are made up. */
  private static long window(long durationMicros, long arrivals, double binSeconds) {
    long wanted = Math.round(durationMicros * A_WINDOW / Math.max(1, arrivals));
    long least = Math.max(1, durationMicros / (CountSeries.MOST - 1));
    return binSeconds > 0 ? Math.round(binSeconds * 1e6) : Math.max(wanted, least);
  }

  private static boolean isSchedule(Path path) {
    try (TextLines lines = TextLines.open(path, 1 << 20)) {
      return lines.next().orElse("").startsWith("{");
    }
  }

  private static double rate(CountSeries series) {
    return series.mean() / series.seconds();
  }

  private static String plain(double value) {
    return java.math.BigDecimal.valueOf(value)
        .round(new java.math.MathContext(6))
        .setScale(6, java.math.RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private void say(String format, Object... values) {
    workplace.out().printf(Locale.ROOT, format + "%n", values);
  }
}
