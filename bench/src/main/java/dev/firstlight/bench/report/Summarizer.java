package dev.firstlight.bench.report;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Cold;
import dev.firstlight.bench.report.Summary.MedianStart;
import dev.firstlight.bench.report.Summary.ServingRuntime;
import dev.firstlight.bench.report.Summary.Warm;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.StageCover;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Reduces records to a summary. */
public final class Summarizer {
  private Summarizer() {}

  /**
   * Summarizes a run.
   *
   * @throws IllegalArgumentException if there is no record
   */
  public static Summary summarize(List<InvocationRecord> records) {
    if (records.isEmpty()) {
      throw new IllegalArgumentException(
          "the record log is empty; the run ended before its first answer");
    }
    Map<DesignPoint, List<InvocationRecord>> byPoint =
        records.stream()
            .collect(
                Collectors.groupingBy(
                    InvocationRecord::point, LinkedHashMap::new, Collectors.toList()));
    List<Summary.Row> rows =
        inOrder(byPoint.keySet()).stream()
            .map(point -> row(point, point.among(byPoint.keySet()), at(byPoint, point)))
            .toList();
    AnswerComparison answers = AnswerComparison.of(records);
    Optional<ColdStartRecord> any =
        records.stream().flatMap(record -> record.coldStart().stream()).findFirst();
    return new Summary(
        any.map(cold -> new Summary.Model(cold.model(), cold.modelVersion(), cold.provenance()))
            .orElse(new Summary.Model("unknown", "unknown", "unknown")),
        runtimes(records),
        rows,
        PeerRatios.of(records, rows),
        answers.agreement(),
        answers.peerAgreement(),
        TextSimilarity.of(records),
        new Judge(records, rows, answers.difference()).verdict());
  }

  /**
   * Store by store, memory size by memory size, serving runtime by serving runtime, each and the
   * targets in the order of their first appearance: all but the first turn run in random order.
   */
  private static List<DesignPoint> inOrder(Set<DesignPoint> points) {
    List<String> stores = points.stream().map(DesignPoint::store).distinct().toList();
    List<String> runtimes = points.stream().map(DesignPoint::runtime).distinct().toList();
    List<OptionalInt> sizes = points.stream().map(DesignPoint::memoryMegabytes).distinct().toList();
    return points.stream()
        .sorted(
            Comparator.comparingInt((DesignPoint point) -> stores.indexOf(point.store()))
                .thenComparingInt(point -> sizes.indexOf(point.memoryMegabytes()))
                .thenComparingInt(point -> runtimes.indexOf(point.runtime())))
        .toList();
  }

  private static List<InvocationRecord> at(
      Map<DesignPoint, List<InvocationRecord>> byPoint, DesignPoint point) {
    return byPoint.getOrDefault(point, List.of());
  }

  private static List<ServingRuntime> runtimes(List<InvocationRecord> records) {
    return records.stream()
        .filter(record -> !record.point().isPeer())
        .flatMap(record -> record.coldStart().stream())
        .map(cold -> new ServingRuntime(cold.runtime(), cold.runtimeVersion()))
        .distinct()
        .toList();
  }

  private static Summary.Row row(DesignPoint point, String name, List<InvocationRecord> records) {
    return new Summary.Row(
        point,
        name,
        cold(records.stream().filter(InvocationRecord::first).filter(InvocationRecord::succeeded)),
        warm(
            records.stream()
                .filter(record -> !record.first())
                .filter(InvocationRecord::succeeded)
                .toList()),
        records.size(),
        (int) records.stream().filter(record -> !record.succeeded()).count());
  }

  private static Cold cold(java.util.stream.Stream<InvocationRecord> firsts) {
    List<InvocationRecord> starts =
        firsts.sorted(Comparator.comparingDouble(InvocationRecord::e2eMillis)).toList();
    Map<Stage, Distribution> stages = new EnumMap<>(Stage.class);
    Map<Stage, Distribution> waited = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      waited.put(stage, ofColdStarts(starts, start -> waitedMillis(record(start), stage)));
      stages.put(
          stage,
          Distribution.of(
              starts.stream()
                  .flatMap(start -> start.coldStart().flatMap(cold -> cold.span(stage)).stream())
                  .map(StageSpan::durationMillis)
                  .toList()));
    }
    return new Cold(
        of(starts, InvocationRecord::e2eMillis),
        stages,
        waited,
        ofColdStarts(starts, start -> accountedPercent(start)),
        ofColdStarts(starts, start -> record(start).readyMillis()),
        ofColdStarts(starts, start -> record(start).memory().residentBytes()),
        starts.isEmpty() ? Optional.empty() : median(starts));
  }

  private static Optional<MedianStart> median(List<InvocationRecord> sorted) {
    InvocationRecord middle = sorted.get((sorted.size() + 1) / 2 - 1);
    return middle.coldStart().map(cold -> new MedianStart(cold, middle.e2eMillis()));
  }

  private static Warm warm(List<InvocationRecord> later) {
    return new Warm(
        of(later, InvocationRecord::e2eMillis),
        Distribution.of(
            later.stream()
                .map(InvocationRecord::predictMillis)
                .filter(OptionalDouble::isPresent)
                .map(OptionalDouble::getAsDouble)
                .toList()));
  }

  private static double waitedMillis(ColdStartRecord cold, Stage stage) {
    return cold.criticalPath().stream()
        .filter(part -> part.stage() == stage)
        .mapToDouble(StageSpan::durationMillis)
        .sum();
  }

  private static double accountedPercent(InvocationRecord start) {
    return 100 * StageCover.millis(record(start).stages()) / start.e2eMillis();
  }

  private static ColdStartRecord record(InvocationRecord start) {
    return start.coldStart().orElseThrow();
  }

  private static Distribution ofColdStarts(
      List<InvocationRecord> starts, ToDoubleFunction<InvocationRecord> value) {
    return of(starts.stream().filter(start -> start.coldStart().isPresent()).toList(), value);
  }

  private static Distribution of(
      List<InvocationRecord> records, ToDoubleFunction<InvocationRecord> value) {
    return Distribution.of(records.stream().mapToDouble(value).boxed().toList());
  }
}
