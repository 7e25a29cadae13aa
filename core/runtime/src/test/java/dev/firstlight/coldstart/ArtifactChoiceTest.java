package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.DataType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArtifactChoiceTest {
  /** A runtime of which only the name is asked. */
  private record Named(String name) implements ServingRuntime {
    @Override
    public String platform() {
      return name;
    }

    @Override
    public String version() {
      return "1";
    }

    @Override
    public void importLibraries(RuntimeOptions options) {
      throw new IllegalStateException("choosing loads nothing");
    }

    @Override
    public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
      throw new IllegalStateException("choosing loads nothing");
    }
  }

  private static ModelManifest manifest(String... runtimes) {
    ModelManifest some = Manifests.echo(DataType.FP32, -1);
    return new ModelManifest(
        some.name(),
        some.version(),
        some.task(),
        some.licence(),
        some.provenance(),
        some.inputs(),
        some.outputs(),
        some.preprocessing(),
        some.postprocessing(),
        some.warmup(),
        some.files(),
        Stream.of(runtimes).map(ArtifactChoiceTest::artifact).toList());
  }

  private static Artifact artifact(String runtime) {
    return new Artifact(
        "for-" + runtime,
        runtime,
        List.of(new PackageFile("model." + runtime, 1, "a".repeat(64))),
        Optional.empty(),
        Requirements.NONE);
  }

  private static ArtifactChoice choose(
      ModelManifest manifest, Optional<String> wanted, String... there) {
    List<ServingRuntime> runtimes = Stream.of(there).<ServingRuntime>map(Named::new).toList();
    return ArtifactChoice.of(manifest, wanted, runtimes, Machine.here());
  }

  @Test
  void firstArtifactWhoseRuntimeIsThere_isChosen() {
    ModelManifest manifest = manifest("onnx", "tensorflow");
    assertEquals(
        "for-onnx", choose(manifest, Optional.empty(), "tensorflow", "onnx").artifact().name());
    ArtifactChoice other = choose(manifest, Optional.empty(), "tensorflow");
    assertEquals("for-tensorflow", other.artifact().name());
    assertEquals("for-onnx", other.passedOver().get(0).artifact());
  }

  @Test
  void runtimeOfTheSetting_isChosenWhereSeveralAreThere() {
    ModelManifest manifest = manifest("onnx", "tensorflow");
    ArtifactChoice choice = choose(manifest, Optional.of("tensorflow"), "onnx", "tensorflow");
    assertEquals("for-tensorflow", choice.artifact().name());
    assertEquals("tensorflow", choice.runtime().name());
    assertEquals(List.of(), choice.passedOver());
  }

  @Test
  void runtimeThatNoArtifactIsFor_isRefusedWithWhatThereIs() {
    String message = refused(manifest("onnx"), Optional.of("tensorfow"), "onnx", "tensorflow");
    assertTrue(message.contains("\"tensorfow\""), message);
    assertTrue(message.contains("its artifacts are for onnx"), message);
    assertTrue(message.contains("class path has onnx, tensorflow"), message);
  }

  @Test
  void runtimeThatIsNotThere_isRefusedWithThoseThatAre() {
    String message = refused(manifest("tensorflow"), Optional.of("tensorflow"), "onnx");
    assertTrue(message.contains("\"tensorflow\", which is not on the class path"), message);
    assertTrue(message.contains("it has onnx"), message);
  }

  private static String refused(ModelManifest manifest, Optional<String> wanted, String... there) {
    StartException e = assertThrows(StartException.class, () -> choose(manifest, wanted, there));
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    return e.getMessage();
  }
}
