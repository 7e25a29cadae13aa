package dev.firstlight.conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void output_isReadHoweverMuchItIs() throws Exception {
    try (ChildProcess process =
        run("for (int i = 0; i < 20000; i++) System.out.println(\"line \" + i);")) {
      assertEquals(0, process.awaitExit(PATIENCE), process::tail);
      assertEquals(20_000, process.lines().size());
      assertEquals("line 19999", process.lines().get(19_999));
    }
  }

  @Test
  void environment_isOnlyWhatWasGiven() throws Exception {
    try (ChildProcess process =
        run("System.getenv().forEach((k, v) -> System.out.println(k + \"=\" + v));")) {
      process.awaitExit(PATIENCE);
      assertTrue(process.lines().contains("GIVEN=yes"), process::tail);
      assertTrue(
          process.lines().stream().noneMatch(line -> line.startsWith("MAVEN")), process::tail);
    }
  }

  @Test
  void exitValue_isTheProgramsOwn() throws Exception {
    try (ChildProcess process = run("System.exit(42);")) {
      assertEquals(42, process.awaitExit(PATIENCE), process::tail);
    }
  }

  @Test
  void closing_endsAProcessThatWouldNeverEnd() throws Exception {
    ChildProcess process = run("Thread.currentThread().join();");
    assertTrue(process.isAlive());
    process.close();
    assertFalse(process.isAlive());
    process.close();
  }

  @Test
  void patience_hasAnEnd() throws Exception {
    try (ChildProcess process = run("Thread.currentThread().join();")) {
      assertThrows(IOException.class, () -> process.awaitExit(Duration.ofMillis(1)));
    }
  }

  @Test
  void programOfAnotherLanguage_runsWhereItIsToldTo() throws Exception {
    ProgramCommand command =
        ProgramCommand.of("/bin/sh", "-c", "pwd -P; echo $GIVEN")
            .in(folder)
            .withVariables(Map.of("GIVEN", "no"))
            .withVariables(Map.of("GIVEN", "yes"));
    try (ChildProcess process = ChildProcess.start(command)) {
      assertEquals(0, process.awaitExit(PATIENCE), process::tail);
      assertEquals(List.of(folder.toRealPath().toString(), "yes"), process.lines());
    }
  }

  @Test
  void launcherThatIsMissing_isSaid() {
    JavaCommand command = JavaCommand.of(List.of(), "Main").withJava(folder.resolve("java"));
    assertThrows(IOException.class, () -> ChildProcess.start(command));
  }

  @Test
  void processThatDoesNotListen_isSaidWithWhatItPrinted() throws Exception {
    JavaCommand command = command("System.out.println(\"no port today\");");
    IOException e =
        assertThrows(IOException.class, () -> HttpProcess.start(port -> command, PATIENCE));
    assertTrue(String.valueOf(e.getMessage()).contains("has ended"), e::toString);
  }

  private ChildProcess run(String statement) throws IOException {
    return ChildProcess.start(command(statement));
  }

  /** A program of one statement, which the launcher itself compiles. */
  private JavaCommand command(String statement) throws IOException {
    Path source = folder.resolve("Main.java");
    Files.writeString(
        source,
        "class Main { public static void main(String[] a) throws Exception { "
            + statement
            + " } }");
    return JavaCommand.of(List.of(), source.toString()).withEnvironment(Map.of("GIVEN", "yes"));
  }
}
