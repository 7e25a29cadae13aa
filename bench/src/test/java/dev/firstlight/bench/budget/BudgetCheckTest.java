package dev.firstlight.bench.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.budget.Budget.Row;
import dev.firstlight.bench.budget.Finding.Outcome;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.InvocationRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BudgetCheckTest {
  private final BudgetCheck check = new BudgetCheck(0.95);

  /** Starts of the server that take {@code share} of what Lambda's take. */
  private static BudgetCheck.Run run(int pairs, double share) {
    List<InvocationRecord> records = new ArrayList<>();
    for (int i = 1; i <= pairs; i++) {
      // Each pair on a machine of another speed.
      records.add(Runs.cold("lambda", i, 300.0 * i - i));
      records.add(Runs.cold("server", i, 300.0 * i * share - i));
    }
    return new BudgetCheck.Run("run", true, records);
  }

  private static Budget.Ratio atMost(double ratio) {
    return new Budget.Ratio(
        "server", row("server"), new Measure("first-response"), row("lambda"), ratio);
  }

  private static Row row(String target) {
    return new Row(Optional.of(target), Optional.empty(), Optional.empty());
  }

  @Test
  void ratioBelowTheLimitInEveryPair_isMet() {
    Finding finding = check.check(atMost(0.8), List.of(run(6, 0.7)));
    assertEquals(Outcome.MET, finding.outcome(), finding::says);
    assertTrue(finding.says().contains("is 0.700 of lambda at the median of 6 pairs"));
  }

  @Test
  void ratioAboveTheLimitInEveryPair_isViolated() {
    Finding finding = check.check(atMost(0.8), List.of(run(6, 0.9)));
    assertEquals(Outcome.VIOLATED, finding.outcome(), finding::says);
  }

  @Test
  void fewPairs_areUndecidedAndSayHowManyMore() {
    Finding finding = check.check(atMost(0.8), List.of(run(3, 0.7)));
    assertEquals(Outcome.UNDECIDED, finding.outcome());
    assertTrue(finding.says().contains("2 more pairs would decide"), finding::says);
  }

  @Test
  void runs_addUp() {
    Finding finding = check.check(atMost(0.8), List.of(run(3, 0.7), run(3, 0.7)));
    assertEquals(Outcome.MET, finding.outcome(), finding::says);
  }

  @Test
  void runThatIsNotValid_countsForNothing() {
    BudgetCheck.Run invalid = new BudgetCheck.Run("bad", false, run(6, 0.7).records());
    Finding finding = check.check(atMost(0.8), List.of(invalid));
    assertEquals(Outcome.UNDECIDED, finding.outcome());
    assertTrue(finding.says().contains("not valid: bad"), finding::says);
  }

  @Test
  void failedStart_leavesItsPairOutAndTheOthersTogether() {
    List<InvocationRecord> records = new ArrayList<>(run(7, 0.7).records());
    records.set(0, Runs.failed(records.get(0), 500, "no"));
    Finding finding = check.check(atMost(0.8), List.of(new BudgetCheck.Run("run", true, records)));
    assertEquals(Outcome.MET, finding.outcome(), finding::says);
    assertTrue(finding.says().contains("0.700 of lambda at the median of 6"), finding::says);
  }

  @Test
  void rowThatIsNotThereOrNotOne_isAUsageError() {
    for (Row row :
        List.of(row("gcf"), new Row(Optional.empty(), Optional.of("onnx"), Optional.empty()))) {
      Budget.Ratio limit = new Budget.Ratio("a limit", row, new Measure("ready"), row("lambda"), 1);
      BenchException e =
          assertThrows(BenchException.class, () -> check.check(limit, List.of(run(6, 0.7))));
      assertEquals(BenchException.Kind.USAGE, e.kind());
      assertTrue(String.valueOf(e.getMessage()).contains("lambda onnx file"), e::toString);
    }
  }

  @Test
  void count_holdsUpToItsLimit() {
    WorkCount count = new WorkCount(Map.of(Counter.THREADS, 20L));
    Budget.Work limit = new Budget.Work("threads", row("lambda"), Counter.THREADS, 20);
    assertEquals(Outcome.MET, check.check(limit, count).outcome());
    Budget.Work less = new Budget.Work("threads", row("lambda"), Counter.THREADS, 19);
    Finding finding = check.check(less, count);
    assertEquals(Outcome.VIOLATED, finding.outcome());
    assertEquals("20, 19 allowed", finding.says());
    assertEquals(Outcome.UNDECIDED, check.check(less, new WorkCount(Map.of())).outcome());
  }

  @Test
  void measures_areReadFromTheRecord() {
    InvocationRecord first = Runs.cold("lambda", 1, 300);
    assertEquals(301, new Measure("first-response").of(first).orElseThrow(), 1e-6);
    assertEquals(30, new Measure("load").of(first).orElseThrow(), 1e-6);
    assertEquals(286, new Measure("ready").of(first).orElseThrow(), 1e-6);
  }
}
