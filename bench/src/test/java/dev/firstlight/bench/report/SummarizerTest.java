package dev.firstlight.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.stats.Distribution;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummarizerTest {
  @Test
  void targets_standInTheOrderOfTheirFirstRecord() {
    Summary summary = Summarizer.summarize(Runs.valid());
    assertEquals(
        List.of("lambda", "server"),
        summary.rows().stream().map(row -> row.point().target()).toList());
  }

  @Test
  void rows_standByStoreAndRuntime_whateverTheOrderOfLaterTurns() {
    List<InvocationRecord> records = new ArrayList<>();
    records.addAll(Runs.valid());
    records.addAll(Runs.at(Runs.valid(), "pytorch", "file"));
    records.addAll(Runs.at(Runs.valid(), "onnx", "s3"));
    records.addAll(Runs.at(Runs.instance("gcf", 1, 300), "onnx", "file"));
    assertEquals(
        List.of(
            "lambda onnx file",
            "server onnx file",
            "gcf onnx file",
            "lambda pytorch file",
            "server pytorch file",
            "lambda onnx s3",
            "server onnx s3"),
        Summarizer.summarize(records).rows().stream().map(Summary.Row::name).toList());
  }

  @Test
  void coldAndWarmRequests_areToldApart() {
    Summary.Row lambda = Summarizer.summarize(Runs.valid()).rows().get(0);
    assertEquals(3, lambda.cold().e2eMillis().count());
    assertEquals(302, lambda.cold().e2eMillis().median());
    assertEquals(6, lambda.warm().e2eMillis().count());
    assertEquals(23, lambda.warm().e2eMillis().most());
    assertEquals(21, lambda.warm().predictMillis().most());
  }

  @Test
  void stageDurations_areThoseOfTheColdStarts() {
    Summary.Cold cold = Summarizer.summarize(Runs.valid()).rows().get(0).cold();
    assertEquals(80, cold.stageMillis().getOrDefault(Stage.BOOT, Distribution.NONE).median());
    assertEquals(40, cold.stageMillis().getOrDefault(Stage.IMPORT, Distribution.NONE).median());
    assertEquals(10, cold.stageMillis().getOrDefault(Stage.DOWNLOAD, Distribution.NONE).median());
  }

  @Test
  void accountedShare_countsOverlapOnce() {
    Summary.Cold cold = Summarizer.summarize(Runs.valid()).rows().get(0).cold();
    assertEquals(100 * 297 / 302.0, cold.accountedPercent().median(), 1e-9);
  }

  @Test
  void medianStart_isTheOneOfMedianEndToEnd() {
    Summary.Cold cold = Summarizer.summarize(Runs.valid()).rows().get(0).cold();
    assertEquals("lambda-uuid-2", cold.median().orElseThrow().record().instance());
  }

  @Test
  void failedRequests_areCountedButNotMeasured() {
    List<InvocationRecord> records = new ArrayList<>(Runs.valid());
    records.set(1, Runs.failed(records.get(1), 500, "HTTP 500"));
    Summary.Row lambda = Summarizer.summarize(records).rows().get(0);
    assertEquals(1, lambda.errors());
    assertEquals(9, lambda.requests());
    assertEquals(5, lambda.warm().e2eMillis().count());
  }

  @Test
  void runWithoutAnyAnswer_isSummarizedAllTheSame() {
    InvocationRecord failed = Runs.failed(Runs.cold("gcf", 1, 300), 0, "it ended");
    Summary summary = Summarizer.summarize(List.of(failed));
    assertEquals("unknown", summary.model().name());
    assertEquals(1, summary.rows().get(0).errors());
    assertEquals(Optional.empty(), summary.rows().get(0).cold().median());
  }

  @Test
  void emptyLog_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> Summarizer.summarize(List.of()));
  }

  @Test
  void likeTexts_scoreTheMeanCosineOfTheirPairs() {
    Map<String, String> answers =
        Map.of(
            "sea/1", "{\"predictions\":[{\"embedding\":[1,0]}]}",
            "sea/2", "{\"predictions\":[{\"embedding\":[1,1]}]}",
            "law/1", "{\"predictions\":[{\"embedding\":[0,1]}]}");
    List<InvocationRecord> records = new ArrayList<>();
    answers.forEach(
        (name, answer) ->
            records.add(Runs.answering(Runs.warm("lambda", 1, 1, 5), name, name, answer)));
    Summary.Similarity similarity = Summarizer.summarize(records).similarity().orElseThrow();
    assertEquals(Math.sqrt(0.5), similarity.like(), 1e-6);
    assertEquals(Math.sqrt(0.5) / 2, similarity.unlike(), 1e-6);
  }
}
