package dev.firstlight.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Preparation;
import dev.firstlight.runtime.ArtifactPreparer;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.runtime.TieredModel;
import java.util.Optional;

/**
 * ONNX Runtime. Its native libraries come from the folder that the options name, or else from the
 * cache, where they are unpacked once; left alone it would unpack 28 MB at every start. Safe for
 * use by several threads.
 *
 * @see <a href="https://onnxruntime.ai/docs/get-started/with-java.html">ONNX Runtime for Java</a>
 */
public final class OnnxServingRuntime implements ServingRuntime {
  private static final OrtLoggingLevel LOG_LEVEL = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
  private static final String NAME = "firstlight";

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public String platform() {
    return "onnx_onnxv1";
  }

  @Override
  public String version() {
    String version = OrtEnvironment.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  @Override
  public Placement place(RuntimeOptions options) {
    return cuda().place(options);
  }

  @Override
  public void importLibraries(RuntimeOptions options) {
    Device device = place(options).device(); // before anything is unpacked
    new OnnxNatives(version()).provide(options);
    try {
      environment().setTelemetry(false);
      var unused = EnvironmentHold.take(LOG_LEVEL.getValue(), NAME);
      openSmallest(options, device);
    } catch (LinkageError e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "the native library of ONNX Runtime %s cannot be loaded%s: %s"
              .formatted(
                  version(),
                  options
                      .nativeDirectory()
                      .map(
                          directory ->
                              " from native-directory \""
                                  + directory
                                  + "\", which must have the libraries of this very version")
                      .orElse(""),
                  reason(e)),
          e);
    } catch (OrtException | IllegalStateException e) {
      // The latter also where the process ends: it adds a shutdown hook, which is then refused.
      throw new StartException(
          StartException.Kind.RUNTIME, "ONNX Runtime does not start: " + e.getMessage(), e);
    }
  }

  /**
   * What ONNX Runtime sets up with its first session belongs to the import, beside the download:
   * its list of kernels above all.
   */
  private void openSmallest(RuntimeOptions options, Device device) throws OrtException {
    try {
      openSmallest(options.on(device));
    } catch (OrtException e) {
      if (!device.isGpu()) {
        throw e;
      }
      if (options.device().isGpu()) {
        throw cuda().unusable(device, e);
      }
      openSmallest(options.on(Device.CPU));
    }
  }

  private static void openSmallest(RuntimeOptions options) throws OrtException {
    try (OrtSession.SessionOptions session = Sessions.MAPPED.options(options);
        OrtSession opened = environment().createSession(SmallGraphs.cast(1, 1), session)) {
      var unused = OnnxSignature.of(opened);
    }
  }

  /** What stands behind a class initialiser that failed is its cause. */
  private static String reason(LinkageError e) {
    Throwable cause = e instanceof ExceptionInInitializerError ? e.getCause() : null;
    return String.valueOf((cause == null ? e : cause).getMessage());
  }

  @Override
  public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
    Optional<Preparation> prepared = artifact.artifact().prepared();
    if (prepared.isEmpty()) {
      return openPortable(artifact, options);
    }
    RuntimeOptions onCpu = options.on(Device.CPU); // what it was prepared for
    Sessions sessions = Sessions.of(prepared.get().form());
    LoadedModel first = open(artifact, sessions, onCpu, Placement.CPU);
    if (sessions == Sessions.MAPPED && options.secondTier().replaces(prepared.get().slowdown())) {
      return TieredModel.start(
          artifact.artifact().name(),
          first,
          () -> open(artifact, Sessions.PACKED, onCpu, Placement.CPU),
          TieredModel.Timing.STANDARD,
          Thread::new,
          options.tiers());
    }
    return first;
  }

  private LoadedModel openPortable(LocalArtifact artifact, RuntimeOptions options) {
    Placement placement = place(options);
    try {
      return open(artifact, Sessions.PORTABLE, options.on(placement.device()), placement);
    } catch (StartException e) {
      if (options.device().isGpu() || !placement.device().isGpu()) {
        throw e;
      }
      // Left to us. If it is the model that is refused, the CPU refuses it as well, and says so.
      Placement other = Placement.onCpuBecause(CudaProvider.reason(e));
      return open(artifact, Sessions.PORTABLE, options.on(Device.CPU), other);
    }
  }

  private CudaProvider cuda() {
    return new CudaProvider(version());
  }

  private LoadedModel open(
      LocalArtifact artifact, Sessions sessions, RuntimeOptions options, Placement placement) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions session = sessions.options(options)) {
      if (sessions == Sessions.PORTABLE && !WeightPacking.pays(artifact)) {
        session.addConfigEntry("session.disable_prepacking", "1");
      }
      return OnnxModel.open(
          environment,
          environment.createSession(artifact.main().toString(), session),
          options.buffers(),
          placement);
    } catch (OrtException e) {
      throw new StartException(
          StartException.Kind.MODEL,
          "ONNX Runtime %s refuses \"%s\": %s"
              .formatted(version(), artifact.main().getFileName(), e.getMessage()),
          e);
    }
  }

  @Override
  public Optional<ArtifactPreparer> preparer() {
    return Optional.of(new OnnxPreparer(OnnxServingRuntime::environment));
  }

  /** The one environment of the process; warnings of its graph optimiser tell users nothing. */
  private static OrtEnvironment environment() {
    return OrtEnvironment.getEnvironment(LOG_LEVEL, NAME);
  }
}
