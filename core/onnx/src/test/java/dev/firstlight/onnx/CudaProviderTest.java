package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The class path of tests has ONNX Runtime's build for CPUs, so a GPU must be refused. */
@Timeout(60)
class CudaProviderTest {
  private static final String LIBRARY = System.mapLibraryName("onnxruntime_providers_cuda");

  @TempDir Path folder;
  private final OnnxServingRuntime runtime = new OnnxServingRuntime();
  private final Optional<String> provided =
      Optional.ofNullable(System.getProperty(OnnxNatives.PATH_PROPERTY));

  /** Another test of this process may have provided the libraries for CPUs, which come first. */
  @BeforeEach
  void forgetProvidedLibraries() {
    System.clearProperty(OnnxNatives.PATH_PROPERTY);
  }

  @AfterEach
  void putThemBack() {
    provided.ifPresent(folder -> System.setProperty(OnnxNatives.PATH_PROPERTY, folder));
  }

  private RuntimeOptions options(Device device) {
    return new RuntimeOptions(
            folder.resolve("cache"), Optional.empty(), 1, false, new Buffers(1 << 20))
        .on(device);
  }

  private RuntimeOptions withGpuLibraries(Device device) throws IOException {
    Path natives = Files.createDirectories(folder.resolve("natives"));
    Files.writeString(natives.resolve(LIBRARY), "only its name is asked");
    return new RuntimeOptions(
            folder.resolve("cache"), Optional.of(natives), 1, false, new Buffers(1 << 20))
        .on(device);
  }

  private CudaProvider provider(boolean driver) throws IOException {
    Path device = folder.resolve("nvidiactl");
    if (driver) {
      Files.writeString(device, "");
    }
    return new CudaProvider("1.28.0", List.of(device));
  }

  @Test
  void gpu_withTheBuildForCpus_isRefusedByTheImport_beforeAnythingIsUnpacked() {
    StartException e =
        assertThrows(StartException.class, () -> runtime.importLibraries(options(Device.cuda(0))));
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("\"cuda:0\"") && message.contains(LIBRARY), message);
    assertTrue(message.contains("onnxruntime_gpu:" + runtime.version()), message);
    assertTrue(Files.notExists(folder.resolve("cache")));
  }

  @Test
  void auto_withTheBuildForCpus_runsOnTheCpu_andSaysWhy() throws IOException {
    runtime.importLibraries(options(Device.AUTO));
    Path file = TinyModels.classifier(folder.resolve("m")).resolve("model.onnx");
    Artifact artifact =
        new Artifact(
            "onnx",
            "onnx",
            List.of(new PackageFile("model.onnx", 1, "00".repeat(32))),
            Optional.empty(),
            Requirements.NONE);
    LocalArtifact local = new LocalArtifact(artifact, Map.of("model.onnx", file));
    try (LoadedModel model = runtime.load(local, options(Device.AUTO));
        LoadedModel asked = runtime.load(local, options(Device.CPU))) {
      assertEquals(Device.CPU, model.placement().device());
      String reason = model.placement().reason().orElseThrow();
      assertTrue(reason.contains(LIBRARY), reason);
      assertEquals(Placement.CPU, asked.placement());
    }
  }

  @Test
  void auto_withTheBuildForGpus_asksForTheDriver() throws IOException {
    Placement without = provider(false).place(withGpuLibraries(Device.AUTO));
    assertEquals(Device.CPU, without.device());
    String reason = without.reason().orElseThrow();
    assertTrue(reason.contains("no NVIDIA driver") && reason.contains("--gpus all"), reason);
    assertEquals(Placement.on(Device.cuda(0)), provider(true).place(withGpuLibraries(Device.AUTO)));
  }

  @Test
  void gpuThatIsNamed_isLeftToTheDriver_whoseRefusalSaysWhatIsMissing() throws IOException {
    CudaProvider provider = provider(false);
    RuntimeOptions options = withGpuLibraries(Device.cuda(2));
    assertEquals(Placement.on(Device.cuda(2)), provider.place(options));
    OrtException refusal =
        new OrtException(OrtException.OrtErrorCode.ORT_EP_FAIL, "no libcublas.so.12\nstack");
    String message = String.valueOf(provider.unusable(Device.cuda(2), refusal).getMessage());
    assertTrue(message.contains("\"cuda:2\"") && message.contains("libcublas.so.12"), message);
    assertTrue(message.contains("no NVIDIA driver") && !message.contains("stack"), message);
  }
}
