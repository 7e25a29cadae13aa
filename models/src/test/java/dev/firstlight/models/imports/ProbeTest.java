package dev.firstlight.models.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private static final List<TensorSpec> INPUTS =
      List.of(
          new TensorSpec("a", DataType.FP32, Shape.of(-1, 2)),
          new TensorSpec("b", DataType.BYTES, Shape.of()));

  @Test
  void answer_isOfZerosWithOneWhereADimensionVaries() {
    Probe probe = Probe.run(new Answering(given -> given), INPUTS, Duration.ofMinutes(1));
    assertEquals(Shape.of(1, 2), probe.output("a").orElseThrow().shape());
    assertEquals(0, probe.output("b").orElseThrow().byteStrings().get(0).length);
    assertTrue(probe.refusal().isEmpty() && probe.over());
  }

  @Test
  void refusal_isKept() {
    LoadedModel model =
        new Answering(
            given -> {
              throw RequestException.bad("no zeros");
            });
    assertEquals("no zeros", Probe.run(model, INPUTS, Duration.ofMinutes(1)).refusal());
  }

  @Test
  void runWithoutEnd_isNotWaitedFor() {
    CountDownLatch end = new CountDownLatch(1);
    LoadedModel model =
        new Answering(
            given -> {
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return given;
            });
    Probe probe = Probe.run(model, INPUTS, Duration.ofMillis(20));
    end.countDown();
    assertFalse(probe.over());
    assertTrue(probe.refusal().contains("did not answer"), probe.refusal());
  }

  /** A model whose outputs are a function of its inputs. */
  private record Answering(Function<List<Tensor>, List<Tensor>> function) implements LoadedModel {
    @Override
    public List<TensorSpec> inputs() {
      return INPUTS;
    }

    @Override
    public List<TensorSpec> outputs() {
      return INPUTS;
    }

    @Override
    public Outputs run(List<Tensor> inputs, List<String> outputs) {
      List<Tensor> answer = function.apply(inputs);
      return new Outputs() {
        @Override
        public List<Tensor> tensors() {
          return answer;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {}
  }
}
