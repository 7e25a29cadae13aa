package dev.firstlight.bench.report;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Verdict;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/** Decides whether a run may be believed, and says why not. */
final class Judge {
  /** A median of fewer starts says nothing. */
  static final int FEWEST_COLD_STARTS = 3;

  /** How far the stages of a cold start may be from its end to end, in percent of it. */
  static final double ACCOUNTED_TOLERANCE = 10;

  /** CPUs that other programs may use before times suffer noticeably. */
  static final double TOLERATED_OTHER_CPUS = 0.25;

  private final List<InvocationRecord> records;
  private final List<Summary.Row> rows;
  private final Optional<String> difference;
  private final List<String> reasons = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param difference of two answers that should be alike
   */
  Judge(List<InvocationRecord> records, List<Summary.Row> rows, Optional<String> difference) {
    this.records = records;
    this.rows = rows;
    this.difference = difference;
  }

  Verdict verdict() {
    for (Summary.Row row : rows) {
      List<InvocationRecord> own =
          records.stream().filter(record -> record.point().equals(row.point())).toList();
      judgeErrors(row, own);
      judgeColdStarts(row, own);
      if (!row.point().isPeer()) { // which has the stages that it has
        judgeStages(row);
      }
    }
    judgeOneModel();
    judgeOneArtifact();
    difference.ifPresent(reasons::add);
    judgeQuiet();
    return new Verdict(reasons, warnings);
  }

  private void judgeErrors(Summary.Row row, List<InvocationRecord> own) {
    if (row.errors() > 0) {
      String first =
          own.stream().flatMap(record -> record.error().stream()).findFirst().orElse("unknown");
      reasons.add(
          "%s: %d of %d requests failed, the first with: %s"
              .formatted(row.name(), row.errors(), row.requests(), first));
    }
  }

  private void judgeColdStarts(Summary.Row row, List<InvocationRecord> own) {
    int count = row.cold().e2eMillis().count();
    if (count < FEWEST_COLD_STARTS) {
      reasons.add(
          "%s: too few cold starts: %d answered, at least %d are needed"
              .formatted(row.name(), count, FEWEST_COLD_STARTS));
    }
    Set<String> instances = new HashSet<>();
    long notCold =
        own.stream()
            .filter(InvocationRecord::succeeded)
            .filter(InvocationRecord::first)
            .filter(first -> !first.cold() || !instances.add(first.instance()))
            .count();
    if (notCold > 0) {
      reasons.add(
          "%s: %d of %d instances were not cold when they got their first request"
              .formatted(row.name(), notCold, count));
    }
    long cold =
        own.stream()
            .filter(InvocationRecord::succeeded)
            .filter(record -> !record.first() && record.cold())
            .count();
    if (cold > 0) {
      reasons.add(
          "%s: %d of %d warm requests met a cold start"
              .formatted(row.name(), cold, row.warm().e2eMillis().count()));
    }
  }

  private void judgeStages(Summary.Row row) {
    int starts = row.cold().e2eMillis().count();
    for (Stage stage : Stage.values()) {
      int having = row.cold().stageMillis().getOrDefault(stage, Distribution.NONE).count();
      if (having < starts) {
        reasons.add(
            "%s: %d of %d cold starts have no stage %s"
                .formatted(row.name(), starts - having, starts, stage.label()));
      }
    }
    Distribution accounted = row.cold().accountedPercent();
    if (!accounted.isEmpty() && Math.abs(accounted.median() - 100) > ACCOUNTED_TOLERANCE) {
      reasons.add(
          String.format(
              Locale.ROOT,
              "%s: the stages account for %.0f %% of the end to end at the median; %.0f to %.0f %%"
                  + " are wanted",
              row.name(),
              accounted.median(),
              100 - ACCOUNTED_TOLERANCE,
              100 + ACCOUNTED_TOLERANCE));
    }
  }

  /** The same model everywhere. */
  private void judgeOneModel() {
    expectOne(
        records.stream()
            .flatMap(record -> record.coldStart().stream())
            .map(
                cold ->
                    "%s %s (%s)".formatted(cold.model(), cold.modelVersion(), cold.provenance())));
  }

  /**
   * With one serving runtime, the same form of it, run alike where as many CPUs are granted; a
   * peer's are its own.
   */
  private void judgeOneArtifact() {
    rows.stream()
        .filter(row -> !row.point().isPeer())
        .map(row -> Judge.sameForm(row.point()))
        .distinct()
        .forEach(
            same ->
                expectOne(
                    records.stream()
                        .filter(record -> !record.point().isPeer())
                        .filter(record -> sameForm(record.point()).equals(same))
                        .flatMap(record -> record.coldStart().stream())
                        .map(Judge::form)));
  }

  /** Functions of one size are granted alike on each platform; a server has its own share. */
  private static String sameForm(DesignPoint point) {
    return point.memoryMegabytes().isEmpty()
        ? point.runtime()
        : point.runtime() + " " + point.target() + " " + point.memoryMegabytes().getAsInt();
  }

  private void expectOne(Stream<String> kinds) {
    List<String> distinct = kinds.distinct().toList();
    if (distinct.size() > 1) {
      reasons.add("the targets did not run the same: " + String.join(" and ", distinct));
    }
  }

  private static String form(ColdStartRecord cold) {
    return "artifact %s on %s %s, %d threads"
        .formatted(cold.artifact(), cold.runtime(), cold.runtimeVersion(), cold.threads());
  }

  private void judgeQuiet() {
    Distribution other =
        Distribution.of(
            records.stream()
                .map(InvocationRecord::otherCpus)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList());
    if (!other.isEmpty() && other.median() > TOLERATED_OTHER_CPUS) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the machine was busy: other programs used %.1f CPUs at the median of the cold"
                  + " starts; times are too long and unsteady",
              other.median()));
    }
  }
}
