package dev.firstlight.tensorflow;

import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A process that predicts once, and ends while another thread still predicts. */
final class InferenceProcess {
  static final String DONE = "inferred";

  private InferenceProcess() {}

  /** Takes the SavedModel's folder and a cache directory, and perhaps a native directory. */
  public static void main(String[] arguments) throws Exception {
    Buffers buffers = new Buffers(1 << 20);
    Optional<Path> natives =
        arguments.length > 2 ? Optional.of(Path.of(arguments[2])) : Optional.empty();
    RuntimeOptions options = new RuntimeOptions(Path.of(arguments[1]), natives, 2, false, buffers);
    TensorFlowServingRuntime runtime = new TensorFlowServingRuntime();
    runtime.importLibraries(options);
    LoadedModel model =
        runtime.load(Loads.artifact(Path.of(arguments[0]), List.of(), List.of()), options);
    Tensor image = Tensor.of("image", new float[8 * 8 * 3], 1, 8, 8, 3);
    CountDownLatch running = new CountDownLatch(1);
    Thread busy =
        new Thread(
            () -> {
              while (true) {
                try (Outputs outputs = model.run(List.of(image), List.of())) {
                  if (outputs.tensors().size() == 1) {
                    running.countDown();
                  }
                }
              }
            });
    busy.setDaemon(true);
    busy.start();
    running.await();
    System.out.println(DONE);
    System.exit(0);
  }
}
