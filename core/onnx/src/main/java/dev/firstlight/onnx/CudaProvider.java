package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.Placement;
import dev.firstlight.runtime.RuntimeOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Whether ONNX Runtime can use an NVIDIA GPU here: it can where its build for GPUs is on the class
 * path, which has one library more than that for CPUs.
 *
 * @see <a href="https://onnxruntime.ai/docs/execution-providers/CUDA-ExecutionProvider.html">CUDA
 *     execution provider</a>
 */
final class CudaProvider {
  private static final String LIBRARY = System.mapLibraryName("onnxruntime_providers_cuda");

  /** What NVIDIA's driver for Linux shows, in containers as well, and that of Windows in WSL. */
  private static final List<Path> DRIVERS = List.of(Path.of("/dev/nvidiactl"), Path.of("/dev/dxg"));

  private final String version;
  private final List<Path> drivers;

  CudaProvider(String version) {
    this(version, DRIVERS);
  }

  /** For a system where drivers show in those places. */
  CudaProvider(String version, List<Path> drivers) {
    this.version = version;
    this.drivers = List.copyOf(drivers);
  }

  /** Asks only files; whether the driver is good enough shows when a session is opened. */
  Placement place(RuntimeOptions options) {
    Device wanted = options.device();
    if (wanted.equals(Device.CPU)) {
      return Placement.CPU;
    }
    if (!isThere(options)) {
      if (wanted.isGpu()) {
        throw new StartException(StartException.Kind.RUNTIME, absent(wanted, options));
      }
      return Placement.onCpuBecause(
          "ONNX Runtime %s is here in its build for CPUs, without %s".formatted(version, LIBRARY));
    }
    if (wanted.isGpu()) {
      return Placement.on(wanted);
    }
    return noDriver()
        .map(Placement::onCpuBecause)
        .orElseGet(() -> Placement.on(Device.cuda(wanted.index())));
  }

  /** The refusal of a GPU that ONNX Runtime could not open a session on. */
  StartException unusable(Device wanted, OrtException e) {
    return new StartException(
        StartException.Kind.RUNTIME,
        "device is \"%s\", but ONNX Runtime %s cannot use it: %s%s; its build for GPUs needs NVIDIA's driver, CUDA 12 and cuDNN 9; or set the device to cpu or auto"
            .formatted(
                wanted.word(),
                version,
                firstLine(e),
                noDriver().map(reason -> "; " + reason).orElse("")),
        e);
  }

  /** The same in few words, for a record. */
  static String reason(StartException e) {
    return e.getCause() instanceof OrtException cause
        ? "ONNX Runtime cannot use the GPU: " + firstLine(cause)
        : String.valueOf(e.getMessage());
  }

  private static boolean isThere(RuntimeOptions options) {
    String directory = System.getProperty(OnnxNatives.PATH_PROPERTY);
    Optional<Path> folder =
        directory == null ? options.nativeDirectory() : Optional.of(Path.of(directory));
    return folder.isPresent()
        ? Files.isReadable(folder.get().resolve(LIBRARY))
        : OrtEnvironment.class.getResource(OnnxNatives.resource(LIBRARY)) != null;
  }

  private String absent(Device wanted, RuntimeOptions options) {
    String where =
        options
            .nativeDirectory()
            .map(folder -> "in native-directory \"" + folder + "\"")
            .orElse("on the class path");
    return "device is \"%s\", but there is no %s %s: this is ONNX Runtime %s in its build for CPUs; put com.microsoft.onnxruntime:onnxruntime_gpu:%s in the place of onnxruntime (images/build server-gpu does), or set the device to cpu or auto"
        .formatted(wanted.word(), LIBRARY, where, version, version);
  }

  private Optional<String> noDriver() {
    boolean isLinux = System.getProperty("os.name", "").startsWith("Linux");
    return !isLinux || drivers.stream().anyMatch(Files::exists)
        ? Optional.empty()
        : Optional.of(
            "no NVIDIA driver shows here (there is no %s); a container gets it by --gpus all, or by --device nvidia.com/gpu=all"
                .formatted(drivers.get(0)));
  }

  private static String firstLine(OrtException e) {
    String message = String.valueOf(e.getMessage()).strip();
    int line = message.indexOf('\n');
    return line < 0 ? message : message.substring(0, line).strip();
  }
}
