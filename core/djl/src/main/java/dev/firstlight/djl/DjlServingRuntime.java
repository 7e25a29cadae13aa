package dev.firstlight.djl;

import ai.djl.engine.Engine;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Placement;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An engine of the Deep Java Library. Artifacts name PyTorch {@code pytorch}, and any other engine
 * on the class path {@code djl:} and DJL's name for it, as {@code djl:OnnxRuntime}. Nothing is
 * fetched and nothing is reported to DJL's makers. Safe for use by several threads.
 *
 * <p>PyTorch reads TorchScript, which has no datatypes and shapes: what {@code model.json} declares
 * is taken for them, after its inputs were held against the arguments of {@code forward}.
 *
 * @see <a href="https://docs.djl.ai">DJL</a>
 */
public final class DjlServingRuntime implements ServingRuntime {
  /** What comes before an engine's name. */
  private static final String PREFIX = "djl:";

  private final String engine;

  /** PyTorch. */
  public DjlServingRuntime() {
    this(DjlEngines.PYTORCH);
  }

  private DjlServingRuntime(String engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return isPytorch() ? "pytorch" : PREFIX + engine;
  }

  @Override
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (String one : DjlEngines.names()) {
      names.add(new DjlServingRuntime(one).name());
    }
    return names;
  }

  @Override
  public Optional<ServingRuntime> named(String wanted) {
    if (wanted.equals(name())) {
      return Optional.of(this);
    }
    if (!wanted.startsWith(PREFIX)) {
      return Optional.empty();
    }
    String other = wanted.substring(PREFIX.length());
    return DjlEngines.names().contains(other)
        ? Optional.of(new DjlServingRuntime(other))
        : Optional.empty();
  }

  @Override
  public String platform() {
    return isPytorch() ? "pytorch_torchscript" : "djl_" + engine.toLowerCase(Locale.ROOT);
  }

  @Override
  public String version() {
    return isPytorch() ? TorchNatives.version() : DjlEngines.version();
  }

  /** As asked: only the engine, once it has started, knows what it sees. */
  @Override
  public Placement place(RuntimeOptions options) {
    return options.device().isGpu() ? Placement.on(options.device()) : Placement.CPU;
  }

  @Override
  public void importLibraries(RuntimeOptions options) {
    var unused = DjlDevices.place(options.device(), DjlEngines.start(engine, options));
  }

  /**
   * {@inheritDoc}
   *
   * @throws StartException of kind PACKAGE if the manifest's inputs cannot be those of the model
   */
  @Override
  public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
    Engine started = DjlEngines.start(engine, options);
    Placement placement = DjlDevices.place(options.device(), started);
    return isPytorch()
        ? TorchLoader.load(started, placement, artifact)
        : BlockLoader.load(started, placement, artifact);
  }

  private boolean isPytorch() {
    return engine.equals(DjlEngines.PYTORCH);
  }
}
