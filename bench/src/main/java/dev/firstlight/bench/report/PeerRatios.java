package dev.firstlight.bench.report;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.PeerComparison;
import dev.firstlight.bench.report.Summary.Ratio;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.bench.stats.MedianInterval;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What each row of ours takes of a peer's time, start by start: design points are started in turns,
 * so the n-th start of one ran next to the n-th of another, and what slows the machine for a while
 * slows both. A pair of which one failed is left out.
 */
final class PeerRatios {
  private final List<InvocationRecord> records;

  private PeerRatios(List<InvocationRecord> records) {
    this.records = records;
  }

  /** Every row of ours with every peer that ran the same model form from the same store. */
  static List<PeerComparison> of(List<InvocationRecord> records, List<Summary.Row> rows) {
    PeerRatios ratios = new PeerRatios(records);
    List<PeerComparison> comparisons = new ArrayList<>();
    for (Summary.Row own : rows) {
      for (Summary.Row peer : rows) {
        if (!own.point().isPeer() && peer.point().isPeer() && alike(own.point(), peer.point())) {
          ratios.compare(own, peer).ifPresent(comparisons::add);
        }
      }
    }
    return comparisons;
  }

  private static boolean alike(DesignPoint own, DesignPoint peer) {
    return own.runtime().equals(peer.runtime())
        && own.store().equals(peer.store())
        && own.memoryMegabytes().equals(peer.memoryMegabytes());
  }

  private Optional<PeerComparison> compare(Summary.Row own, Summary.Row peer) {
    List<Start> ours = starts(own.point());
    List<Start> theirs = starts(peer.point());
    Map<Stage, Ratio> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      ratio(ours, theirs, start -> start.stageMillis(stage))
          .ifPresent(ratio -> stages.put(stage, ratio));
    }
    return ratio(ours, theirs, Start::e2eMillis)
        .map(
            e2e ->
                new PeerComparison(
                    own.name(),
                    peer.name(),
                    e2e,
                    stages,
                    ratio(ours, theirs, Start::warmMillis),
                    ratio(ours, theirs, Start::residentBytes)));
  }

  private List<Start> starts(DesignPoint point) {
    List<Start> starts = new ArrayList<>();
    for (InvocationRecord record : records) {
      if (record.point().equals(point) && record.first()) {
        starts.add(new Start(record, new ArrayList<>()));
      } else if (record.point().equals(point) && !starts.isEmpty()) {
        starts.get(starts.size() - 1).later().add(record);
      }
    }
    return starts;
  }

  private static Optional<Ratio> ratio(
      List<Start> ours, List<Start> theirs, Function<Start, OptionalDouble> value) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      OptionalDouble own = value.apply(ours.get(i));
      OptionalDouble peer = value.apply(theirs.get(i));
      if (own.isPresent() && peer.isPresent() && peer.getAsDouble() > 0) {
        ratios.add(own.getAsDouble() / peer.getAsDouble());
      }
    }
    if (ratios.isEmpty()) {
      return Optional.empty();
    }
    Distribution all = Distribution.of(ratios);
    MedianInterval interval = MedianInterval.of(all);
    return Optional.of(new Ratio(all.count(), all.median(), interval.low(), interval.high()));
  }

  /** A start, and the warm requests to its instance. */
  private record Start(InvocationRecord first, List<InvocationRecord> later) {
    OptionalDouble e2eMillis() {
      return first.succeeded() ? OptionalDouble.of(first.e2eMillis()) : OptionalDouble.empty();
    }

    OptionalDouble stageMillis(Stage stage) {
      return first
          .coldStart()
          .flatMap(cold -> cold.span(stage))
          .map(StageSpan::durationMillis)
          .map(OptionalDouble::of)
          .orElse(OptionalDouble.empty());
    }

    OptionalDouble residentBytes() {
      return first
          .coldStart()
          .map(cold -> OptionalDouble.of((double) cold.memory().residentBytes()))
          .orElse(OptionalDouble.empty());
    }

    /** The median of its warm requests: the n-th starts of all rows are sent the same ones. */
    OptionalDouble warmMillis() {
      Distribution answered =
          Distribution.of(
              later.stream()
                  .filter(InvocationRecord::succeeded)
                  .map(InvocationRecord::e2eMillis)
                  .toList());
      return answered.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(answered.median());
    }
  }
}
