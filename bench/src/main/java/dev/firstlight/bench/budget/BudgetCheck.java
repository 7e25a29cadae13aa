package dev.firstlight.bench.budget;

import dev.firstlight.bench.budget.Budget.Ratio;
import dev.firstlight.bench.budget.Budget.Row;
import dev.firstlight.bench.budget.Budget.Work;
import dev.firstlight.bench.budget.Finding.Outcome;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.SignTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Holds what was measured against a budget. Immutable. */
public final class BudgetCheck {
  private final double confidence;

  /**
   * @param confidence with which a ratio has to be shown
   */
  public BudgetCheck(double confidence) {
    this.confidence = confidence;
  }

  /**
   * Records of one run, in the order in which they were written.
   *
   * @param name of the run, for messages
   * @param valid whether it may be compared
   */
  public record Run(String name, boolean valid, List<InvocationRecord> records) {
    public Run {
      records = List.copyOf(records);
    }
  }

  /**
   * Checks a ratio. Rows of a run take turns, so the n-th start of one is paired with the n-th of
   * the other; what slows the machine down meets both.
   *
   * @throws BenchException of kind USAGE if a run has no such row or more than one
   */
  public Finding check(Ratio limit, List<Run> runs) {
    List<Double> ratios = new ArrayList<>();
    List<String> invalid = new ArrayList<>();
    for (Run run : runs) {
      List<OptionalDouble> ours = starts(limit, limit.of(), run);
      List<OptionalDouble> theirs = starts(limit, limit.against(), run);
      if (!run.valid()) {
        invalid.add(run.name());
        continue;
      }
      for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
        if (ours.get(i).isPresent() && theirs.get(i).isPresent()) {
          ratios.add(ratio(ours.get(i).getAsDouble(), theirs.get(i).getAsDouble()));
        }
      }
    }
    return decided(limit, ratios, invalid);
  }

  private Finding decided(Ratio limit, List<Double> ratios, List<String> invalid) {
    String left =
        invalid.isEmpty()
            ? ""
            : "; left out, as nothing may be compared from a run that is not valid: "
                + String.join(", ", invalid);
    if (ratios.isEmpty()) {
      return new Finding(limit, Outcome.UNDECIDED, "nothing was measured in pairs" + left);
    }
    SignTest test =
        new SignTest(
            (int) ratios.stream().filter(ratio -> ratio < limit.atMost()).count(),
            (int) ratios.stream().filter(ratio -> ratio > limit.atMost()).count());
    String found =
        String.format(
            Locale.ROOT,
            "%s of %s is %.3f of %s at the median of %d pairs, %.3f allowed",
            limit.measure().name(),
            limit.of(),
            Distribution.of(ratios).median(),
            limit.against(),
            ratios.size(),
            limit.atMost());
    if (test.showsBelow(confidence)) {
      return new Finding(
          limit,
          Outcome.MET,
          found + "; " + test.below() + " of " + ratios.size() + " are below" + left);
    }
    if (test.showsAbove(confidence)) {
      return new Finding(
          limit,
          Outcome.VIOLATED,
          found + "; " + test.above() + " of " + ratios.size() + " are above" + left);
    }
    return new Finding(limit, Outcome.UNDECIDED, found + advice(test) + left);
  }

  private String advice(SignTest test) {
    OptionalInt more = test.moreNeeded(confidence);
    String sides = "; " + test.below() + " below, " + test.above() + " above";
    return more.isPresent()
        ? sides + ": " + more.getAsInt() + " more pairs would decide if they fell alike"
        : sides + ": too close to the limit for more starts to decide";
  }

  /** Checks a count. */
  public Finding check(Work limit, WorkCount count) {
    OptionalDouble counted = count.of(limit.counter());
    if (counted.isEmpty()) {
      return new Finding(
          limit, Outcome.UNDECIDED, limit.counter().word() + " cannot be counted on this machine");
    }
    String says =
        String.format(Locale.ROOT, "%,.0f, %,d allowed", counted.getAsDouble(), limit.atMost());
    boolean met = counted.getAsDouble() <= limit.atMost();
    return new Finding(limit, met ? Outcome.MET : Outcome.VIOLATED, says);
  }

  /** A time below a microsecond counts as one, so that nothing is divided by nothing. */
  private static double ratio(double ours, double theirs) {
    return Math.max(ours, 1e-3) / Math.max(theirs, 1e-3);
  }

  /** One entry a start, empty where it failed, so that later ones keep their partners. */
  private static List<OptionalDouble> starts(Ratio limit, Row row, Run run) {
    List<DesignPoint> points =
        run.records().stream()
            .map(InvocationRecord::point)
            .distinct()
            .filter(row::matches)
            .toList();
    if (points.size() != 1) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "limit \"%s\": \"%s\" is %s in run %s, which has %s; name a row by target, runtime and store"
              .formatted(
                  limit.name(),
                  row,
                  points.isEmpty() ? "no row" : "more than one row",
                  run.name(),
                  run.records().stream().map(InvocationRecord::point).distinct().toList()));
    }
    return run.records().stream()
        .filter(InvocationRecord::first)
        .filter(record -> record.point().equals(points.get(0)))
        .map(first -> first.succeeded() ? limit.measure().of(first) : OptionalDouble.empty())
        .toList();
  }
}
