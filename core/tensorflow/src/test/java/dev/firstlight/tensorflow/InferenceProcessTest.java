package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only a process of its own can show. */
@Timeout(300)
class InferenceProcessTest {
  @TempDir Path folder;
  private Path home = Path.of("");
  private Path model = Path.of("");

  @BeforeEach
  void prepare() throws IOException {
    Loads.runtime(); // unpacks, if no earlier build has
    home = Files.createDirectory(folder.resolve("home"));
    model = TensorFlowPackages.classifier().write(folder.resolve("model"));
  }

  private void infer(List<String> flags, String... arguments) throws Exception {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    List<String> all = new ArrayList<>(flags);
    all.add("-Duser.home=" + home);
    JavaCommand command =
        JavaCommand.of(classPath, InferenceProcess.class.getName())
            .withFlags(all)
            .withArguments(List.of(arguments))
            .withEnvironment(Map.of("HOME", home.toString(), "TF_CPP_MIN_LOG_LEVEL", "3"));
    try (ChildProcess process = ChildProcess.start(command)) {
      int exitValue = process.awaitExit(Duration.ofMinutes(2));
      assertEquals(0, exitValue, process::tail);
      assertTrue(process.lines().contains(InferenceProcess.DONE), process::tail);
    }
  }

  private static List<Path> below(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void laterStart_writesNothing_andEndsInTheMiddleOfARun() throws Exception {
    Path cache = Loads.CACHE.toAbsolutePath();
    List<Path> before = below(cache);
    infer(List.of(), model.toString(), cache.toString());
    assertEquals(before, below(cache));
    assertEquals(List.of(), below(home));
  }

  @Test
  void smallHeap_isNoHindrance() throws Exception {
    infer(List.of("-Xmx24m"), model.toString(), Loads.CACHE.toAbsolutePath().toString());
  }

  @Test
  void nativeDirectory_needsNoCache() throws Exception {
    Path natives;
    try (Stream<Path> entries = Files.list(Loads.CACHE)) {
      natives =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("tensorflow-"))
              .findFirst()
              .orElseThrow();
    }
    Path cache = folder.resolve("cache");
    infer(List.of(), model.toString(), cache.toString(), natives.toAbsolutePath().toString());
    assertEquals(List.of(), Files.exists(cache) ? below(cache) : List.of());
    assertEquals(List.of(), below(home));
  }
}
