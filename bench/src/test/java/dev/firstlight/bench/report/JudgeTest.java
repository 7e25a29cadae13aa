package dev.firstlight.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Verdict;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private final List<InvocationRecord> records = new ArrayList<>(Runs.valid());

  @Test
  void verdict_ofAGoodRun_isValidWithoutWarnings() {
    assertEquals(new Verdict(List.of(), List.of()), verdict());
  }

  @Test
  void verdict_ofTwoColdStarts_namesTheTargetAndTheNeed() {
    records.removeIf(record -> record.instance().equals("server-uuid-3"));
    assertOnlyReason("server: too few cold starts: 2 answered, at least 3 are needed");
  }

  @Test
  void verdict_ofAFailedRequest_quotesTheError() {
    records.set(1, Runs.failed(records.get(1), 503, "HTTP 503 {\"error\":\"no\"}"));
    assertOnlyReason("lambda: 1 of 9 requests failed, the first with: HTTP 503 {\"error\":\"no\"}");
  }

  @Test
  void verdict_ofDifferentAnswers_showsWhere() {
    records.set(4, Runs.answering(records.get(4), "chelsea.png", "cc", "{\"predictions\":[0.25]}"));
    records.set(1, Runs.answering(records.get(1), "chelsea.png", "bb", "{\"predictions\":[0.5]}"));
    assertOnlyReason(
        "predictions differ for payload chelsea.png: lambda answers {\"predictions\":[0.5]} where"
            + " server answers {\"predictions\":[0.25]} (character 18)");
  }

  @Test
  void verdict_ofAMissingStage_namesIt() {
    replaceColdStart(
        0,
        Runs.withStages(
            "lambda",
            1,
            286,
            coldStart(0).stages().stream().filter(span -> span.stage() != Stage.VERIFY).toList()));
    assertOnlyReason("lambda: 1 of 3 cold starts have no stage verify");
  }

  @Test
  void verdict_ofStagesThatAccountForLittle_saysHowMuch() {
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).first() && records.get(i).point().target().equals("lambda")) {
        replaceColdStart(i, Runs.coldStart("lambda", i, 250));
      }
    }
    assertOnlyReason(
        "lambda: the stages account for 81 % of the end to end at the median; 90 to 110 % are"
            + " wanted");
  }

  @Test
  void verdict_ofAnInstanceThatWasWarm_saysSo() {
    records.set(0, Runs.with(records.get(0), false, coldStart(0), 0));
    assertOnlyReason("lambda: 1 of 3 instances were not cold when they got their first request");
  }

  @Test
  void verdict_ofAnotherRuntimeOnOneTarget_namesBoth() {
    ColdStartRecord other = coldStart(3);
    replaceColdStart(
        3,
        new ColdStartRecord(
            other.instance(),
            other.target(),
            other.policy(),
            other.model(),
            other.modelVersion(),
            other.provenance(),
            other.runtime(),
            "1.28.0",
            other.artifact(),
            other.passedOver(),
            other.jdk(),
            other.cpuShare(),
            other.threads(),
            other.placement(),
            other.secondTier(),
            other.stages(),
            other.readyMillis(),
            other.memory(),
            other.failure(),
            other.restore()));
    String reason = verdict().reasons().get(0);
    assertTrue(reason.startsWith("the targets did not run the same: "), reason);
    assertTrue(reason.contains("1.29.0") && reason.contains("1.28.0"), reason);
  }

  @Test
  void verdict_ofRuntimesThatAgree_isValid() {
    records.addAll(
        Runs.at(answering("bb", "{\"predictions\":[{\"index\":7,\"score\":0.25}]}"), "onnx", "s3"));
    records.addAll(
        Runs.at(
            answering("cc", "{\"predictions\":[{\"index\":7,\"score\":0.25001}]}"),
            "pytorch",
            "s3"));
    records.removeIf(record -> record.point().store().equals("file"));
    assertTrue(verdict().isValid(), verdict().toString());
    double largest = Summarizer.summarize(records).agreement().orElseThrow().largest();
    assertEquals(Math.log(0.25001 / 0.25) / -Math.log(0.25), largest, 1e-9);
  }

  @Test
  void verdict_ofRuntimesThatDisagree_saysWhere() {
    records.clear();
    records.addAll(
        Runs.at(answering("bb", "{\"predictions\":[{\"index\":7,\"score\":0.25}]}"), "onnx", "s3"));
    records.addAll(
        Runs.at(
            answering("cc", "{\"predictions\":[{\"index\":8,\"score\":0.25}]}"), "pytorch", "s3"));
    assertOnlyReason(
        "predictions differ for payload chelsea.png: lambda onnx and lambda pytorch disagree at"
            + " predictions[0].index: 7 against 8");
  }

  /** A valid run whose warm requests are answered so. */
  private static List<InvocationRecord> answering(String sha256, String text) {
    return Runs.valid().stream()
        .map(
            record -> record.first() ? record : Runs.answering(record, "chelsea.png", sha256, text))
        .toList();
  }

  @Test
  void verdict_onABusyMachine_warnsButStaysValid() {
    for (int i = 0; i < records.size(); i++) {
      if (records.get(i).first()) {
        records.set(i, Runs.with(records.get(i), true, coldStart(i), 0.8));
      }
    }
    assertTrue(verdict().isValid());
    assertTrue(verdict().warnings().get(0).contains("used 0.8 CPUs"), verdict().toString());
  }

  private Verdict verdict() {
    return Summarizer.summarize(records).verdict();
  }

  private void assertOnlyReason(String reason) {
    assertEquals(List.of(reason), verdict().reasons());
  }

  private ColdStartRecord coldStart(int index) {
    return records.get(index).coldStart().orElseThrow();
  }

  private void replaceColdStart(int index, ColdStartRecord coldStart) {
    records.set(index, Runs.with(records.get(index), true, coldStart, 0));
  }
}
