package dev.firstlight.bench.study;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Charge;
import dev.firstlight.bench.record.Trial;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * What the records of a study come to. Failed calls are counted, and measured nowhere else.
 *
 * @param factor that varied
 * @param rows one for each value, ascending
 * @param cold slope of cold starts; none where too little was measured
 * @param warm slope of the other calls
 * @param all slope of all calls
 */
public record StudySummary(
    Factor factor, List<Row> rows, List<Slope> cold, List<Slope> warm, List<Slope> all) {
  /**
   * One value.
   *
   * @param value of the factor
   * @param calls that were sent
   * @param errors calls that failed
   * @param starts calls that met a cold start
   * @param coldMillis latency of those
   * @param waitedMillis the medians of the stages that they waited for
   * @param warmMillis latency of the other calls
   * @param allMillis latency of all calls
   * @param coldBilledMillis what the platform bills for a call that met a cold start
   * @param warmBilledMillis and for another
   */
  record Row(
      long value,
      int calls,
      int errors,
      int starts,
      Distribution coldMillis,
      Map<Stage, Double> waitedMillis,
      Distribution warmMillis,
      Distribution allMillis,
      Distribution coldBilledMillis,
      Distribution warmBilledMillis) {
    double coldShare() {
      return calls == 0 ? 0 : (double) starts / calls;
    }
  }

  /** Computes it; records without a trial do not count. */
  public static StudySummary of(Factor factor, Collection<InvocationRecord> records) {
    Map<Long, List<InvocationRecord>> values =
        records.stream()
            .filter(record -> record.trial().isPresent())
            .collect(
                Collectors.groupingBy(
                    record -> trial(record).value(), TreeMap::new, Collectors.toList()));
    return new StudySummary(
        factor,
        values.entrySet().stream().map(each -> row(each.getKey(), each.getValue())).toList(),
        slope(factor, values, StudySummary::cold),
        slope(factor, values, record -> !cold(record)),
        slope(factor, values, record -> true));
  }

  /** How many calls failed. */
  public int errors() {
    return rows.stream().mapToInt(Row::errors).sum();
  }

  private static Row row(long value, List<InvocationRecord> records) {
    List<InvocationRecord> good = records.stream().filter(InvocationRecord::succeeded).toList();
    List<InvocationRecord> starts = good.stream().filter(StudySummary::cold).toList();
    List<InvocationRecord> others = good.stream().filter(record -> !cold(record)).toList();
    return new Row(
        value,
        records.size(),
        records.size() - good.size(),
        (int) records.stream().filter(StudySummary::cold).count(),
        latencies(starts),
        waited(starts),
        latencies(others),
        latencies(good),
        billed(starts),
        billed(others));
  }

  private static Map<Stage, Double> waited(List<InvocationRecord> starts) {
    Map<Stage, Double> waited = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      Distribution millis =
          distribution(
              starts.stream().filter(start -> start.coldStart().isPresent()).toList(),
              start -> waitedMillis(start.coldStart().orElseThrow(), stage));
      if (!millis.isEmpty()) {
        waited.put(stage, millis.median());
      }
    }
    return waited;
  }

  private static double waitedMillis(ColdStartRecord start, Stage stage) {
    return start.criticalPath().stream()
        .filter(part -> part.stage() == stage)
        .mapToDouble(StageSpan::durationMillis)
        .sum();
  }

  private static List<Slope> slope(
      Factor factor,
      Map<Long, List<InvocationRecord>> values,
      Predicate<InvocationRecord> counted) {
    Map<Integer, Map<Long, Double>> turns = new TreeMap<>();
    values.forEach(
        (value, records) ->
            records.stream()
                .filter(InvocationRecord::succeeded)
                .filter(counted)
                .collect(Collectors.groupingBy(record -> trial(record).turn()))
                .forEach(
                    (turn, same) ->
                        turns
                            .computeIfAbsent(turn, unused -> new TreeMap<>())
                            .put(value, latencies(same).median())));
    return Slope.of(new ArrayList<>(turns.values()), factor.stepValue());
  }

  private static Distribution latencies(List<InvocationRecord> records) {
    return distribution(records, InvocationRecord::e2eMillis);
  }

  private static Distribution billed(List<InvocationRecord> records) {
    return distribution(
        records.stream()
            .filter(record -> record.charge().flatMap(StudySummary::billed).isPresent())
            .toList(),
        record -> record.charge().flatMap(StudySummary::billed).orElseThrow());
  }

  private static Optional<Double> billed(Charge charge) {
    return charge.billedMillis().isPresent()
        ? Optional.of((double) charge.billedMillis().getAsLong())
        : Optional.empty();
  }

  private static Distribution distribution(
      List<InvocationRecord> records, ToDoubleFunction<InvocationRecord> value) {
    return Distribution.of(records.stream().mapToDouble(value).boxed().toList());
  }

  private static boolean cold(InvocationRecord record) {
    return trial(record).coldStart();
  }

  private static Trial trial(InvocationRecord record) {
    return record.trial().orElseThrow();
  }
}
