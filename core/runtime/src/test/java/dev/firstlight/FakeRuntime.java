package dev.firstlight;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A serving runtime whose models return their input. The model's file names a {@link Script}, by
 * which a test says what goes wrong and sees what was done.
 */
public final class FakeRuntime implements ServingRuntime {
  // One for each test, so that tests that run together do not meet.
  private static final Map<String, Script> SCRIPTS = new ConcurrentHashMap<>();

  /** What a test tells the runtime, and what the runtime tells the test. */
  public static final class Script {
    final String name;
    final AtomicInteger imports = new AtomicInteger();
    final AtomicInteger loads = new AtomicInteger();
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger openModels = new AtomicInteger();
    final AtomicInteger openOutputs = new AtomicInteger();
    volatile Runnable onLoad = () -> {};
    volatile Runnable onRun = () -> {};
    volatile Runnable onClose = () -> {};

    /** Rows of the output, where not those of the input. */
    volatile int rows;

    Script(String name) {
      this.name = name;
      SCRIPTS.put(name, this);
    }

    /** Holds whoever comes until the latch opens. */
    static Runnable waitFor(CountDownLatch latch) {
      return () -> {
        try {
          latch.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      };
    }
  }

  /** The manifest of a package whose model is made of these files. */
  static ModelManifest manifest(PackageFile... files) {
    return new ModelManifest(
        "echo",
        "1",
        "tensor",
        "Apache-2.0",
        "made for a test",
        List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2))),
        List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 2))),
        new Preprocessing.None(),
        new Postprocessing.None(),
        List.of(),
        List.of(),
        List.of(new Artifact("fake", "fake", List.of(files), Optional.empty(), Requirements.NONE)));
  }

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public String platform() {
    return "fake_platform";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public void importLibraries(RuntimeOptions options) {}

  @Override
  public LoadedModel load(LocalArtifact artifact, RuntimeOptions options) {
    Script script;
    try {
      script = SCRIPTS.get(Files.readString(artifact.main()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (script == null) {
      throw new StartException(StartException.Kind.MODEL, "no script of that name");
    }
    script.loads.incrementAndGet();
    script.onLoad.run();
    script.openModels.incrementAndGet();
    return new Echo(script);
  }

  private record Echo(Script script) implements LoadedModel {
    @Override
    public List<TensorSpec> inputs() {
      return List.of(new TensorSpec("x", DataType.FP32, Shape.of(-1, 2)));
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of(new TensorSpec("y", DataType.FP32, Shape.of(-1, 2)));
    }

    @Override
    public Outputs run(List<Tensor> inputs, List<String> outputs) {
      script.runs.incrementAndGet();
      script.onRun.run();
      script.openOutputs.incrementAndGet();
      List<Tensor> tensors =
          List.of(
              script.rows > 0
                  ? Tensor.of("y", new float[script.rows * 2], script.rows, 2)
                  : inputs.get(0).copy().named("y"));
      return new Outputs() {
        private boolean open = true;

        @Override
        public List<Tensor> tensors() {
          return tensors;
        }

        @Override
        public void close() {
          if (open) {
            open = false;
            script.openOutputs.decrementAndGet();
            script.onClose.run();
          }
        }
      };
    }

    @Override
    public void close() {
      script.openModels.decrementAndGet();
    }
  }
}
