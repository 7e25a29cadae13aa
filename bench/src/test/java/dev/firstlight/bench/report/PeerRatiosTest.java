package dev.firstlight.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.PeerComparison;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class PeerRatiosTest {
  @Test
  void ratios_areOfTheStartsOfOneTurn() {
    List<InvocationRecord> records = new ArrayList<>();
    double[] slowness = {1, 4, 2}; // of the machine, turn by turn
    for (int turn = 1; turn <= 3; turn++) {
      records.add(Runs.cold("python", turn, 800 * slowness[turn - 1] - turn));
      records.add(Runs.cold("lambda", turn, 200 * slowness[turn - 1] - turn));
    }
    PeerComparison comparison = only(records);
    assertEquals("lambda", comparison.row());
    assertEquals("python", comparison.peer());
    assertEquals(new Summary.Ratio(3, 0.25, 0.25, 0.25), comparison.e2e());
    assertEquals(
        new Summary.Ratio(3, 1, 1, 1), // all loads take 30 ms
        Objects.requireNonNull(comparison.stages().get(Stage.LOAD)));
  }

  @Test
  void pairOfWhichOneFailed_isLeftOut() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int turn = 1; turn <= 3; turn++) {
      InvocationRecord peer = Runs.cold("python", turn, turn == 2 ? 300 : 400 - turn);
      records.add(turn == 2 ? Runs.failed(peer, 500, "no") : peer);
      records.add(Runs.cold("lambda", turn, (turn == 3 ? 400 : 200) - turn));
    }
    assertEquals(new Summary.Ratio(2, 0.5, 0.5, 1), only(records).e2e());
  }

  @Test
  void warmRatio_isOfTheMediansOfInstances() {
    List<InvocationRecord> records = new ArrayList<>();
    records.addAll(Runs.instance("python", 1, 400)); // warm requests of 11 and 21 ms
    records.add(Runs.cold("lambda", 1, 200));
    records.add(Runs.warm("lambda", 1, 1, 5.5));
    records.add(Runs.warm("lambda", 1, 2, 99));
    assertEquals(0.5, only(records).warm().orElseThrow().median());
  }

  @Test
  void rowsOfAnotherRuntimeOrStore_areNotCompared() {
    List<InvocationRecord> records = new ArrayList<>(Runs.instance("lambda", 1, 200));
    records.addAll(Runs.at(Runs.instance("python", 1, 400), "onnx", "s3"));
    records.addAll(Runs.at(Runs.instance("djl", 1, 400), "pytorch", "file"));
    assertEquals(List.of(), Summarizer.summarize(records).peers());
  }

  @Test
  void peerWithoutSomeStages_leavesTheRunValid() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int turn = 1; turn <= 3; turn++) {
      records.addAll(Runs.instance("lambda", turn, 200));
      for (InvocationRecord record : Runs.instance("python", turn, 400)) {
        records.add(
            record.first()
                ? Runs.with(
                    record,
                    true,
                    Runs.withStages(
                        "python",
                        turn,
                        300,
                        record.coldStart().orElseThrow().stages().stream()
                            .filter(span -> span.stage() != Stage.WARMUP)
                            .toList()),
                    0)
                : record);
      }
    }
    Summary summary = Summarizer.summarize(records);
    assertTrue(summary.verdict().isValid(), summary.verdict()::toString);
    assertTrue(
        String.join("\n", ComparisonTable.lines(summary)).contains("lambda ÷ python"),
        () -> String.join("\n", ComparisonTable.lines(summary)));
    for (String line : ComparisonTable.lines(summary)) {
      assertTrue(line.length() <= ComparisonTable.WIDTH, line);
    }
  }

  @Test
  void tableOfLongNames_hasThemInFull() {
    String store = "s3://a-bucket-with-a-long-name/models/mobilenet";
    List<InvocationRecord> records = new ArrayList<>();
    for (String place : List.of("file", store)) {
      for (String target : List.of("lambda", "plain-java")) {
        records.addAll(Runs.at(Runs.instance(target, 1, 300), "onnx", place));
      }
    }
    List<String> lines = ComparisonTable.lines(Summarizer.summarize(records));
    int name = lines.indexOf("lambda " + store + " ÷ plain-java");
    assertTrue(name > 0, () -> String.join("\n", lines));
    assertTrue(lines.get(name + 1).contains("1.00 (1.00–1.00)"), lines.get(name + 1));
  }

  @Test
  void peerThatAnswersATextOtherwise_isNotValid() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int turn = 1; turn <= 3; turn++) {
      records.add(
          Runs.answering(Runs.cold("lambda", turn, 200), "sea/1", "aa", "{\"embedding\":[1.0]}"));
      records.add(
          Runs.answering(Runs.cold("python", turn, 400), "sea/1", "bb", "{\"embedding\":[1.1]}"));
    }
    assertEquals(
        List.of(
            "predictions differ for payload sea/1: lambda and python disagree at embedding[0]: 1.0"
                + " against 1.1"),
        Summarizer.summarize(records).verdict().reasons());
  }

  private static PeerComparison only(List<InvocationRecord> records) {
    List<PeerComparison> comparisons = Summarizer.summarize(records).peers();
    assertEquals(1, comparisons.size());
    return comparisons.get(0);
  }
}
