package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Preparation;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArtifactChoiceTest {
  private static final RuntimeOptions ON_CPU =
      new RuntimeOptions(Path.of("cache"), Optional.empty(), 1, false, new Buffers(1 << 20));

  /** One that can use a GPU. */
  private record OnGpu(Named library) implements ServingRuntime {
    @Override
    public String name() {
      return library.name();
    }

    @Override
    public String platform() {
      return library.platform();
    }

    @Override
    public String version() {
      return library.version();
    }

    @Override
    public Placement place(RuntimeOptions options) {
      return Placement.on(options.device());
    }

    @Override
    public void importLibraries(RuntimeOptions options) {
      library.importLibraries(options);
    }

    @Override
    public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
      return library.load(artifact, options);
    }
  }

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

  /** A library that has engines of its own behind a prefix. */
  private record Library(String name, String engine) implements ServingRuntime {
    @Override
    public List<String> names() {
      return List.of(name, engine);
    }

    @Override
    public Optional<ServingRuntime> named(String wanted) {
      return names().contains(wanted) ? Optional.of(new Named(wanted)) : Optional.empty();
    }

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
    return Manifests.echo(DataType.FP32, -1)
        .withArtifacts(Stream.of(runtimes).map(ArtifactChoiceTest::artifact).toList());
  }

  private static Artifact artifact(String runtime) {
    return new Artifact(
        "for-" + runtime,
        runtime,
        List.of(new PackageFile("model." + runtime.replace(':', '.'), 1, "a".repeat(64))),
        Optional.empty(),
        Requirements.NONE);
  }

  private static ArtifactChoice choose(
      ModelManifest manifest, Optional<String> wanted, String... there) {
    List<ServingRuntime> runtimes = Stream.of(there).<ServingRuntime>map(Named::new).toList();
    return ArtifactChoice.of(manifest, wanted, runtimes, Machine.here(), ON_CPU);
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

  @Test
  void engineOfALibrary_isFoundByItsOwnName_alsoWhereASettingNamesIt() {
    List<ServingRuntime> runtimes = List.of(new Named("onnx"), new Library("first", "many:a"));
    ModelManifest manifest = manifest("many:a", "onnx");
    for (Optional<String> wanted : List.of(Optional.<String>empty(), Optional.of("many:a"))) {
      ArtifactChoice choice = ArtifactChoice.of(manifest, wanted, runtimes, Machine.here(), ON_CPU);
      assertEquals("many:a", choice.runtime().name());
    }
  }

  @Test
  void engineThatALibraryHasNot_isPassedOver_andThoseThatItHasAreListed() {
    List<ServingRuntime> runtimes = List.of(new Library("first", "many:a"));
    ArtifactChoice choice =
        ArtifactChoice.of(
            manifest("many:b", "first"), Optional.empty(), runtimes, Machine.here(), ON_CPU);
    assertEquals("first", choice.runtime().name());
    String reason = choice.passedOver().get(0).reason();
    assertTrue(reason.contains("\"many:b\""), reason);
    assertTrue(reason.contains("it has first, many:a"), reason);
  }

  private static String refused(ModelManifest manifest, Optional<String> wanted, String... there) {
    StartException e = assertThrows(StartException.class, () -> choose(manifest, wanted, there));
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    return e.getMessage();
  }

  @Test
  void artifactPreparedForAnotherProcessor_isPassedOver_withTheReason() {
    Requirements elsewhere =
        new Requirements(
            Optional.empty(), Optional.empty(), Optional.of("avx+avx2"), Optional.of("1"));
    Artifact portable = artifact("onnx");
    Artifact prepared =
        new Artifact(
            "fast",
            "onnx",
            portable.files(),
            Optional.empty(),
            elsewhere,
            Optional.of(
                new Preparation(portable.name(), Preparation.Form.MAPPED, "fast", List.of())));
    ModelManifest manifest =
        Manifests.echo(DataType.FP32, -1).withArtifacts(List.of(prepared, portable));
    ArtifactChoice choice =
        ArtifactChoice.of(
            manifest,
            Optional.empty(),
            List.of(new Named("onnx")),
            new Machine("linux", "x86_64", Optional.of("avx+avx2+avx512f")),
            ON_CPU);
    assertEquals(portable, choice.artifact());
    assertEquals("fast", choice.passedOver().get(0).artifact());
    assertTrue(choice.passedOver().get(0).reason().contains("avx512f"));
  }

  /** A form for this very machine before the portable one. */
  private static ModelManifest preparedHere() {
    Artifact portable = artifact("onnx");
    Requirements here = Machine.here().requirements("1").orElseThrow();
    Artifact prepared =
        new Artifact(
            "fast",
            "onnx",
            portable.files(),
            Optional.empty(),
            here,
            Optional.of(
                new Preparation(portable.name(), Preparation.Form.MAPPED, "fast", List.of())));
    return Manifests.echo(DataType.FP32, -1).withArtifacts(List.of(prepared, portable));
  }

  @Test
  void onAGpu_thePortableFormIsChosen_andTheRecordSaysWhy() {
    List<ServingRuntime> runtimes = List.of(new OnGpu(new Named("onnx")));
    ArtifactChoice onCpu =
        ArtifactChoice.of(preparedHere(), Optional.empty(), runtimes, Machine.here(), ON_CPU);
    assertEquals("fast", onCpu.artifact().name());
    ArtifactChoice onGpu =
        ArtifactChoice.of(
            preparedHere(), Optional.empty(), runtimes, Machine.here(), ON_CPU.on(Device.cuda(1)));
    assertEquals("for-onnx", onGpu.artifact().name());
    String reason = onGpu.passedOver().get(0).reason();
    assertTrue(reason.contains("is made for CPUs") && reason.contains("cuda:1"), reason);
  }

  @Test
  void runtimeWithoutGpu_isPassedOverForOneThatHasIt_orRefusedAsTheRuntimesFault() {
    RuntimeOptions options = ON_CPU.on(Device.cuda(0));
    ServingRuntime without = new Named("tensorflow");
    ModelManifest manifest = manifest("tensorflow", "onnx");
    List<ServingRuntime> both = List.of(without, new OnGpu(new Named("onnx")));
    ArtifactChoice choice =
        ArtifactChoice.of(manifest, Optional.empty(), both, Machine.here(), options);
    assertEquals("onnx", choice.runtime().name());
    assertTrue(choice.passedOver().get(0).reason().contains("runs on the CPU only"));
    StartException e =
        assertThrows(
            StartException.class,
            () ->
                ArtifactChoice.of(
                    manifest, Optional.empty(), List.of(without), Machine.here(), options));
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("\"tensorflow\""), e.getMessage());
    ArtifactChoice automatic =
        ArtifactChoice.of(
            manifest, Optional.empty(), List.of(without), Machine.here(), ON_CPU.on(Device.AUTO));
    assertEquals("tensorflow", automatic.runtime().name());
  }
}
