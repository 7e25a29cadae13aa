package dev.firstlight.models.imports;

import dev.firstlight.fault.FirstlightException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a model answers to nothing but zeros, one where a dimension varies. Not every model takes
 * that, though it may take requests.
 *
 * @param outputs in buffers of their own; none if the model refused
 * @param refusal why it did; empty if it did not
 * @param over whether the run has ended; while it has not, closing the model would wait for it
 */
record Probe(List<Tensor> outputs, String refusal, boolean over) {
  /** Where nothing is to be learnt from it. */
  static final Probe NONE = new Probe(List.of(), "", true);

  Probe {
    outputs = List.copyOf(outputs);
  }

  /**
   * Runs the model, but waits for it no longer than that: where a length of zero is nonsense,
   * native code has been seen to loop for good, and nothing can end that but the process.
   */
  static Probe run(LoadedModel model, List<TensorSpec> inputs, Duration patience) {
    FutureTask<Probe> run = new FutureTask<>(() -> run(model, inputs));
    Thread thread = new Thread(run, "probe");
    thread.setDaemon(true);
    thread.start();
    try {
      return run.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Probe(
          List.of(), "it did not answer within %d s".formatted(patience.toSeconds()), false);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Probe(List.of(), "it was interrupted", false);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private static Probe run(LoadedModel model, List<TensorSpec> inputs) {
    try (Outputs outputs = model.run(inputs.stream().map(Probe::zeros).toList(), List.of())) {
      return new Probe(outputs.tensors().stream().map(Tensor::copy).toList(), "", true);
    } catch (FirstlightException | IllegalArgumentException | ArithmeticException e) {
      return new Probe(List.of(), String.valueOf(e.getMessage()), true);
    }
  }

  /** What it answered to one of that name. */
  Optional<Tensor> output(String name) {
    return outputs.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  private static Tensor zeros(TensorSpec input) {
    Shape shape = Shape.of(Arrays.stream(input.shape().toArray()).map(Math::abs).toArray());
    int width = input.datatype() == DataType.BYTES ? Integer.BYTES : input.datatype().width();
    int bytes = Math.toIntExact(Math.multiplyExact(shape.elements(), width));
    return new Tensor(input.name(), input.datatype(), shape, ByteBuffer.allocateDirect(bytes));
  }
}
