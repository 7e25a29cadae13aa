package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentHoldTest {
  @TempDir Path folder;

  @Test
  void inferenceAfterTheJavaPartHasFreedTheEnvironment_stillWorks() throws Exception {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    JavaCommand command =
        JavaCommand.of(classPath, LateInference.class.getName())
            .withArguments(
                List.of(
                    TinyModels.classifier(folder.resolve("model")).resolve("model.onnx").toString(),
                    folder.resolve("cache").toString()));
    try (ChildProcess process = ChildProcess.start(command)) {
      int exitValue = process.awaitExit(Duration.ofSeconds(60));
      assertEquals(0, exitValue, process::tail);
      assertTrue(process.lines().contains(LateInference.DONE), process::tail);
    }
  }
}
