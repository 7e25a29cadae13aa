package dev.firstlight.coldstart;

import dev.firstlight.runtime.Placement;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What one cold start did; the same on every target. Written by {@link ColdStartJson}.
 *
 * @param instance UUID of the instance
 * @param target what the instance runs on: {@code lambda}, {@code gcf}, {@code server}, {@code
 *     embedded}
 * @param policy when the cold start ran: {@code eager}, {@code lazy}, {@code before-snapshot}
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
 * @param placement what the model runs on; empty if none was loaded
 * @param secondTier whether a form that predicts faster is to replace the one that was loaded
 * @param stages what ran, by start; a stage that never ran is absent
 * @param readyMillis from process creation until the instance could predict
 * @param memory of the process when it was ready
 * @param failure why there was no first light, if there was none
 * @param restore out of which snapshot the instance came, if it came out of one
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
    Optional<Placement> placement,
    boolean secondTier,
    List<StageSpan> stages,
    double readyMillis,
    Memory memory,
    Optional<Failure> failure,
    Optional<Restore> restore) {
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

  /**
   * How an instance came out of a snapshot. Stages that ended by {@code checkpointMillis} ran once,
   * in the process that the snapshot was made of, and no caller of this instance waited for them;
   * the time that the snapshot lay is in no offset. How long the platform took to restore it cannot
   * be seen from inside; the platform reports it.
   *
   * @param mechanism what restored it: {@code snap-start}, {@code crac}
   * @param snapshotInstance UUID of the instance that the snapshot was made of
   * @param checkpointMillis when it was made, as offset from process creation; its restored copy
   *     goes on from there
   * @param ageMillis how long the snapshot lay, by the wall clock; the clocks of two machines may
   *     make it less than nothing
   */
  public record Restore(
      String mechanism, String snapshotInstance, double checkpointMillis, double ageMillis) {}

  /** This record as another instance's, restored from a snapshot of the first. */
  public ColdStartRecord restored(String restoredInstance, Restore how) {
    return with(restoredInstance, stages, Optional.of(how));
  }

  /** This record with other stages. */
  public ColdStartRecord withStages(List<StageSpan> others) {
    return with(instance, others, restore);
  }

  private ColdStartRecord with(
      String otherInstance, List<StageSpan> others, Optional<Restore> otherRestore) {
    return new ColdStartRecord(
        otherInstance,
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
        placement,
        secondTier,
        others,
        readyMillis,
        memory,
        failure,
        otherRestore);
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
