package dev.firstlight.bench;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The records of one deployment: of a design point, and of one value of what a study varies.
 *
 * @param name among the deployments of the run
 * @param target that it ran on
 * @param records of it
 */
record RecordedDeployment(String name, String target, List<InvocationRecord> records) {
  RecordedDeployment {
    records = List.copyOf(records);
  }

  /** Those of a run, in the order in which they first appear. */
  static List<RecordedDeployment> of(List<InvocationRecord> records) {
    List<DesignPoint> points = records.stream().map(InvocationRecord::point).distinct().toList();
    Map<Key, List<InvocationRecord>> groups =
        records.stream()
            .collect(Collectors.groupingBy(Key::of, LinkedHashMap::new, Collectors.toList()));
    List<RecordedDeployment> deployments = new ArrayList<>();
    groups.forEach(
        (key, group) ->
            deployments.add(
                new RecordedDeployment(
                    key.point().among(points) + key.value().map(value -> " " + value).orElse(""),
                    key.point().target(),
                    group)));
    return deployments;
  }

  private record Key(DesignPoint point, Optional<String> value) {
    static Key of(InvocationRecord record) {
      return new Key(
          record.point(), record.trial().map(trial -> trial.factor() + " " + trial.value()));
    }
  }
}
