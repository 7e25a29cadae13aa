package dev.firstlight.coldstart;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one cold start did; the same on every target. Written by {@link ColdStartJson}.
 *
 * @param instance UUID of the instance
 * @param target what the instance runs on: {@code lambda}, {@code gcf}, {@code server}, {@code
 *     embedded}
 * @param policy when the cold start ran: {@code eager}, {@code lazy}
 * @param model name of the model, empty if the manifest was never read
 * @param modelVersion its version
 * @param provenance where its weights come from
 * @param runtime name of the serving runtime, empty if none was chosen
 * @param runtimeVersion its version
 * @param artifact name of the artifact used
 * @param passedOver artifacts that were preferred but could not be used, and why
 * @param jdk version and vendor of the JDK
 * @param cpuShare CPUs granted to the process
 * @param threads threads of one prediction
 * @param stages what ran, by start; a stage that never ran is absent
 * @param readyMillis from process creation until the instance could predict
 * @param memory of the process when it was ready
 * @param failure why there was no first light, if there was none
 */
public record ColdStartRecord(
    String instance,
    String target,
    String policy,
    String model,
    String modelVersion,
    String provenance,
    String runtime,
    String runtimeVersion,
    String artifact,
    List<PassedOver> passedOver,
    String jdk,
    double cpuShare,
    int threads,
    List<StageSpan> stages,
    double readyMillis,
    Memory memory,
    Optional<Failure> failure) {
  /** The schema that is written. */
  public static final String SCHEMA = "firstlight.coldstart/1";

  public ColdStartRecord {
    passedOver = List.copyOf(passedOver);
    stages = stages.stream().sorted(Comparator.comparingDouble(StageSpan::startMillis)).toList();
  }

  /** An artifact that was not used, and why. */
  public record PassedOver(String artifact, String reason) {}

  /**
   * Memory of the process.
   *
   * @param heapBytes of the Java heap in use
   * @param nativeBytes resident outside the Java heap, as far as the system tells
   * @param residentBytes in all
   */
  public record Memory(long heapBytes, long nativeBytes, long residentBytes) {}

  /** The stage that failed, and its cause. */
  public record Failure(String stage, String cause) {}

  /** This record with other stages. */
  public ColdStartRecord withStages(List<StageSpan> others) {
    return new ColdStartRecord(
        instance,
        target,
        policy,
        model,
        modelVersion,
        provenance,
        runtime,
        runtimeVersion,
        artifact,
        passedOver,
        jdk,
        cpuShare,
        threads,
        others,
        readyMillis,
        memory,
        failure);
  }

  /**
   * The stages that the start waited for, by time and without overlap, each cut to the time for
   * which it was waited for: read backwards from the end of the stage that ended last, before whose
   * begin the stage is on the path whose end it began with, and so on.
   */
  public List<StageSpan> criticalPath() {
    return CriticalPath.of(stages);
  }

  /** The span of that stage, if it ran. */
  public Optional<StageSpan> span(Stage stage) {
    return stages.stream().filter(span -> span.stage() == stage).findFirst();
  }
}
