package dev.firstlight.bench.report;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run measured, design point by design point, and whether it may be believed.
 *
 * @param model which model, as its instances said
 * @param runtimes the serving runtimes that ran it, in the order of their rows
 * @param rows in the order in which they first ran
 * @param peers how rows compare with peers, where there are some
 * @param agreement of answers across serving runtimes, where there are several
 * @param peerAgreement of the peers' answers with ours, where there are some
 * @param similarity of texts, where the model embeds them
 * @param verdict on the run
 */
public record Summary(
    Model model,
    List<ServingRuntime> runtimes,
    List<Row> rows,
    List<PeerComparison> peers,
    Optional<Agreement> agreement,
    Optional<Agreement> peerAgreement,
    Optional<Similarity> similarity,
    Verdict verdict) {
  public Summary {
    runtimes = List.copyOf(runtimes);
    rows = List.copyOf(rows);
    peers = List.copyOf(peers);
  }

  /** The model; {@code provenance} says where its weights come from. */
  public record Model(String name, String version, String provenance) {
    /** Whether its predictions mean nothing, though its times do. */
    public boolean hasRandomWeights() {
      return provenance.startsWith("random weights");
    }
  }

  /** The serving runtime. */
  public record ServingRuntime(String name, String version) {}

  /**
   * One design point.
   *
   * @param point which
   * @param name what tells it from the others
   * @param cold its first requests, those that were answered well
   * @param warm its later ones, likewise
   * @param requests how many were sent
   * @param errors how many of them were not answered well
   */
  public record Row(
      DesignPoint point, String name, Cold cold, Warm warm, int requests, int errors) {}

  /**
   * First requests.
   *
   * @param e2eMillis just before process creation to the last byte of the answer
   * @param stageMillis how long each stage took, of those starts that had it
   * @param waitedMillis how long the start waited for each stage, which may be not at all: the
   *     records' critical paths
   * @param accountedPercent what the stages, overlap counted once, are of the end to end
   * @param readyMillis process creation until the instance could predict
   * @param residentBytes memory of the process when it was ready
   * @param median the record of the start whose end to end is the median
   */
  public record Cold(
      Distribution e2eMillis,
      Map<Stage, Distribution> stageMillis,
      Map<Stage, Distribution> waitedMillis,
      Distribution accountedPercent,
      Distribution readyMillis,
      Distribution residentBytes,
      Optional<MedianStart> median) {}

  /** A cold start, with its end to end. */
  public record MedianStart(ColdStartRecord record, double e2eMillis) {}

  /**
   * Later requests.
   *
   * @param e2eMillis intended start to the last byte of the answer
   * @param predictMillis the model's own time
   */
  public record Warm(Distribution e2eMillis, Distribution predictMillis) {}

  /**
   * What a row takes of a peer's time and memory.
   *
   * @param row the row's name
   * @param peer the peer's
   * @param e2e end to end of first requests
   * @param stages of those starts that had them
   * @param warm median latency of an instance's later requests
   * @param residentBytes memory when ready
   */
  public record PeerComparison(
      String row,
      String peer,
      Ratio e2e,
      Map<Stage, Ratio> stages,
      Optional<Ratio> warm,
      Optional<Ratio> residentBytes) {
    public PeerComparison {
      stages = Map.copyOf(stages);
    }
  }

  /**
   * Ours divided by theirs, pair by pair.
   *
   * @param pairs how many
   * @param median of the ratios
   * @param low lower end of the interval that holds the true median with 95 % confidence
   * @param high its upper end
   */
  public record Ratio(int pairs, double median, double low, double high) {}

  /**
   * How far answers of different serving runtimes to one payload are apart.
   *
   * @param largest difference of two numbers, relative to the larger of them; in arrays, to the
   *     array's largest
   */
  public record Agreement(double largest) {}

  /**
   * Mean cosine of the angle between embeddings.
   *
   * @param like of texts that mean the same
   * @param unlike of texts that do not
   */
  public record Similarity(double like, double unlike) {}

  /**
   * Whether the run may be compared with others.
   *
   * @param reasons why not; none where it is valid
   * @param warnings what to bear in mind all the same
   */
  public record Verdict(List<String> reasons, List<String> warnings) {
    public Verdict {
      reasons = List.copyOf(reasons);
      warnings = List.copyOf(warnings);
    }

    public boolean isValid() {
      return reasons.isEmpty();
    }
  }
}
