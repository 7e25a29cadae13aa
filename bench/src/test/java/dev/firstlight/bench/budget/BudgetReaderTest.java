package dev.firstlight.bench.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.budget.Budget.Row;
import dev.firstlight.bench.fault.BenchException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetReaderTest {
  private static final String WORK =
      "{of: {target: lambda}, measure: classes-loaded, at-most: 4000}";

  @Test
  void budget_hasWhatItsFileSays() {
    Budget budget =
        BudgetReader.read(
            """
            schema: firstlight.budget/1
            confidence: 0.99
            limits:
              - name: as soon as Lambda
                of: {target: server, store: s3}
                measure: ready
                against: {target: lambda, store: s3}
                at-most: 1.25
              - of: {target: lambda, runtime: onnx}
                measure: classes-loaded
                at-most: 4000
            """,
            "a test");
    assertEquals(0.99, budget.confidence());
    assertEquals(
        List.of(
            new Budget.Ratio(
                "as soon as Lambda",
                new Row(Optional.of("server"), Optional.empty(), Optional.of("s3")),
                new Measure("ready"),
                new Row(Optional.of("lambda"), Optional.empty(), Optional.of("s3")),
                1.25),
            new Budget.Work(
                "classes-loaded of lambda onnx",
                new Row(Optional.of("lambda"), Optional.of("onnx"), Optional.empty()),
                Counter.CLASSES_LOADED,
                4000)),
        budget.limits());
  }

  @Test
  void confidence_is95PerCentWhereNobodySays() {
    assertEquals(0.95, BudgetReader.read(limits(WORK), "a test").confidence());
  }

  @Test
  void mistakes_areAllReportedTogether() {
    String message =
        refused(
            """
            schema: firstlight.budget/2
            confidence: 95
            limit: 3
            limits:
              - {of: {targt: lambda}, measure: lod, at-most: 1}
              - {of: lambda, measure: load, at-most: 1}
              - {of: {target: lambda}, measure: threads, against: {target: gcf}, at-most: 1.5}
              - {measure: load, against: {target: gcf}, at-most: -1}
              - 17
            """);
    for (String expected :
        List.of(
            "schema must be firstlight.budget/1, not \"firstlight.budget/2\"",
            "confidence must be a number above 0.5 and below 1, not \"95\"",
            "the file has \"limit\"; allowed are confidence, limits, schema",
            "limits[0].of has \"targt\"; allowed are runtime, store, target",
            "limits[0].measure must be a time (first-response, ready, boot, ",
            "limits[1].of must be a map, not \"lambda\"",
            "limits[1].against is missing",
            "limits[2].against is for times",
            "limits[2].at-most must be a whole number above 0, not \"1.5\"",
            "limits[3].at-most must be a ratio above 0, not \"-1\"",
            "limits[4] must be a map, not \"17\"")) {
      assertTrue(message.contains(expected), () -> expected + " in\\n" + message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "17",
        "{",
        "schema: firstlight.budget/1",
        "schema: firstlight.budget/1\nlimits: []",
        "a: 1\na: 2",
        "--- {}\n--- {}",
        "!!javax.script.ScriptEngineManager [x]",
        "a: &a [*a]",
        "\u0000"
      })
  void textThatIsNoBudget_isAUsageErrorThatNamesTheFile(String yaml) {
    assertTrue(refused(yaml).contains("budget \"a test\": "), yaml);
  }

  @Test
  void hugeText_isRefused() {
    assertTrue(refused("# " + "x".repeat(2 << 20)).contains("a test"));
  }

  @Test
  void aliasesThatMultiply_areRefused() {
    StringBuilder yaml = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for (int i = 1; i < 60; i++) {
      yaml.append("a%d: &a%d [*a%d,*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1, i - 1));
    }
    assertTrue(refused(yaml.toString()).contains("a test"));
  }

  private static String limits(String limit) {
    return "schema: firstlight.budget/1\nlimits: [" + limit + "]\n";
  }

  private static String refused(String yaml) {
    BenchException e = assertThrows(BenchException.class, () -> BudgetReader.read(yaml, "a test"));
    assertEquals(BenchException.Kind.USAGE, e.kind());
    return String.valueOf(e.getMessage());
  }
}
