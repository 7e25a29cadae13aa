package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Our own budget, held with every build; and the command with real instances. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "counts are read from procfs")
class BudgetIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;

  @Test
  void ourTargets_keepToTheirBudget() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    String budget = HOME.resolve("bench").resolve("budget.yaml").toString();
    int exit = run("budget", "--check", budget, "--model", model.toString());
    assertEquals(FirstlightCommand.OK, exit, () -> text(out) + text(err));
    try (Stream<Path> left = Files.list(folder.resolve("cache"))) {
      assertTrue(left.noneMatch(path -> path.getFileName().toString().startsWith("counting-")));
    }
  }

  @Test
  void limitThatIsTooSmall_isViolatedAndSaysByHowMuch() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    Files.writeString(
        folder.resolve("budget.yaml"),
        """
        schema: firstlight.budget/1
        limits:
          - {of: {target: server}, measure: classes-loaded, at-most: 10}
          - {of: {target: server}, measure: classes-loaded, at-most: 100000}
        """);
    int exit = run("budget", "--check", "budget.yaml", "--model", model.toString());
    assertEquals(FirstlightCommand.FAILED, exit, () -> text(err));
    assertTrue(
        text(out).matches("(?s)violated .*classes-loaded of server: [1-9][0-9,]+, 10 allowed.*"),
        text(out));
    assertTrue(text(out).contains("met "), text(out));
  }

  @Test
  void runOfTooFewStarts_isUndecidedUnlessThatIsAccepted() throws IOException {
    Path model = TinyModels.classifier(folder.resolve("model"));
    run(
        "compare",
        "--model",
        model.toString(),
        "--targets",
        "lambda,server",
        "--cold",
        "1",
        "--warm",
        "0",
        "--out",
        "run");
    Files.writeString(
        folder.resolve("budget.yaml"),
        """
        schema: firstlight.budget/1
        limits:
          - {of: {target: server}, measure: ready, against: {target: lambda}, at-most: 1.25}
        """);
    assertEquals(
        FirstlightCommand.UNDECIDED, run("budget", "--check", "budget.yaml", "run"), text(err));
    assertTrue(text(out).contains("undecided  ready of server: "), text(out));
    assertEquals(
        FirstlightCommand.OK, run("budget", "--check", "budget.yaml", "--accept-undecided", "run"));
    out.reset();
    run("budget", "--check", "budget.yaml", "--json", "run");
    JsonNode found = JsonNode.read(out.toByteArray());
    assertEquals("undecided", found.elements("findings").get(0).get("outcome").asString());
  }

  @Test
  void budgetWithoutWhatItIsHeldAgainst_isAUsageError() throws IOException {
    Files.writeString(
        folder.resolve("budget.yaml"),
        """
        schema: firstlight.budget/1
        limits:
          - {of: {target: server}, measure: threads, at-most: 10}
        """);
    assertEquals(FirstlightCommand.USAGE, run("budget", "--check", "budget.yaml"));
    assertTrue(text(err).contains("--model"), text(err));
    assertEquals(FirstlightCommand.USAGE, run("budget", "--check", "missing.yaml"));
    assertTrue(text(err).contains("missing.yaml\" cannot be read"), text(err));
  }

  private int run(String... arguments) {
    return Commands.run(HOME, folder, out, err, arguments);
  }

  private static String text(ByteArrayOutputStream stream) {
    return stream.toString(StandardCharsets.UTF_8);
  }
}
