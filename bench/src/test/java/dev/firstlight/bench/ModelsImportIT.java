package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.Models;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Imports what our own exporters write, by the command line as the script starts it: with a class
 * path that has neither TensorFlow nor PyTorch.
 */
class ModelsImportIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));
  private static final List<TensorSpec> INPUTS =
      List.of(new TensorSpec("input", DataType.FP32, Shape.of(-1, 3, 224, 224)));
  private static final List<TensorSpec> OUTPUTS =
      List.of(new TensorSpec("logits", DataType.FP32, Shape.of(-1, 1000)));

  @TempDir static Path built;
  @TempDir Path folder;

  @BeforeAll
  static void build() {
    BuildOptions all = BuildOptions.DEFAULTS.withRuntimes(List.of(BuildOptions.ALL_RUNTIMES));
    Models.named("mobilenet").build(built.resolve("mobilenet"), all);
  }

  @Test
  void savedModel_isImportedWithWhatItSaysOfItself() throws Exception {
    ModelManifest manifest = imported(built.resolve("mobilenet/tensorflow"));

    assertEquals("tensorflow", manifest.artifacts().get(0).runtime());
    assertEquals(INPUTS, manifest.inputs());
    assertEquals(OUTPUTS, manifest.outputs());
  }

  @Test
  void torchScript_isImportedWithWhatItIsToldOfIt() throws Exception {
    ModelManifest manifest =
        imported(
            built.resolve("mobilenet/model.pt"),
            "--input",
            "input:FP32[-1,3,224,224]",
            "--output",
            "logits:FP32[-1,1000]");

    assertEquals("pytorch", manifest.artifacts().get(0).runtime());
    assertEquals(INPUTS, manifest.inputs());
    assertEquals(OUTPUTS, manifest.outputs());
  }

  @Test
  void torchScript_withoutInputsAndOutputs_isAskedForBoth() throws Exception {
    Ended ended = run(built.resolve("mobilenet/model.pt"));

    assertEquals(FirstlightCommand.FAILED, ended.code(), ended.printed());
    assertTrue(ended.printed().contains("--input NAME:DATATYPE[d,d,…]"), ended.printed());
    assertTrue(ended.printed().contains("--output NAME:DATATYPE[d,d,…]"), ended.printed());
    assertFalse(Files.exists(folder.resolve("package")));
  }

  private ModelManifest imported(Path model, String... options) throws Exception {
    Ended ended = run(model, options);
    assertEquals(FirstlightCommand.OK, ended.code(), ended.printed());
    return PackageVerifier.verify(folder.resolve("package"));
  }

  private record Ended(int code, String printed) {}

  private Ended run(Path model, String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of("models", "import", model.toString()));
    words.addAll(List.of("--name", "mine", "--out", folder.resolve("package").toString()));
    words.addAll(List.of(options));
    JavaCommand command =
        JavaCommand.of(JavaCommand.classPathOf(HOME.resolve("bench/target")), Main.class.getName())
            .withFlags(
                List.of(
                    "-Dfirstlight.home=" + HOME,
                    "-Dfile.encoding=UTF-8",
                    "-Duser.home=" + folder.resolve("home")))
            .withEnvironment(Map.of("TF_CPP_MIN_LOG_LEVEL", "2", "LC_ALL", "C.UTF-8"))
            .withArguments(words);
    try (ChildProcess process = ChildProcess.start(command)) {
      int code = process.awaitExit(Duration.ofMinutes(3));
      return new Ended(code, process.tail());
    }
  }
}
