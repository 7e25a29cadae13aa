package dev.firstlight.models.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.Models;
import dev.firstlight.models.PackageVerifier;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills a preparation at every step of it. */
@Timeout(300)
class PrepareKillIT {
  @TempDir Path folder;

  @Test
  void packageWhosePreparationIsKilled_isWhole_andTheNextOneCleansUp() throws Exception {
    Path model = folder.resolve("model");
    ModelManifest plain = Models.named("mobilenet").build(model, BuildOptions.DEFAULTS).manifest();
    int step = 0;
    while (!killedAfter(step, model)) {
      ModelManifest left = PackageVerifier.verify(model);
      boolean old = left.equals(plain);
      assertTrue(
          old || left.artifacts().get(0).prepared().isPresent(),
          "after step " + step + ": " + left);
      assertEquals(plain.artifacts().get(0), left.artifacts().get(left.artifacts().size() - 1));
      step++;
    }
    assertTrue(step >= 4, "it said less than it does: " + step);
    assertEquals(2, PackageVerifier.verify(model).artifacts().size());
    try (Stream<Path> entries = Files.list(model)) {
      assertEquals(
          List.of(),
          entries
              .filter(path -> String.valueOf(path.getFileName()).startsWith(".preparing-"))
              .toList());
    }
    try (Stream<Path> entries = Files.list(model.resolve("prepared"))) {
      assertEquals(1, entries.count());
    }
  }

  /**
   * Kills it once it has said that many lines.
   *
   * @return whether it was done before
   */
  private boolean killedAfter(int lines, Path model) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PreparingProcess.class.getName(),
                model.toString(),
                folder.resolve("cache").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    boolean done = false;
    try (BufferedReader said = process.inputReader()) {
      for (int i = 0; i <= lines && !done; i++) {
        String line = said.readLine();
        assertTrue(line != null, "the preparation failed by itself");
        done = PreparingProcess.DONE.equals(line);
      }
      process.destroyForcibly();
      process.waitFor();
    }
    return done;
  }
}
