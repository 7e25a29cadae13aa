package dev.firstlight.models.network;

import dev.firstlight.models.graph.HeldWeight;
import dev.firstlight.models.graph.WeightSpec;
import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Windowed;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes layers on, with each normalisation that follows a convolution folded into its kernel and
 * bias, as exporters for inference do (Jacob et al. 2017, arXiv 1712.05877, section 3.2): the same
 * function with fewer numbers and fewer steps. For one thread; close after the last layer.
 */
public final class Folding implements Consumer<LayerWeights>, AutoCloseable {
  private final Consumer<LayerWeights> sink;
  private @Nullable LayerWeights waiting;

  public Folding(Consumer<LayerWeights> sink) {
    this.sink = sink;
  }

  @Override
  public void accept(LayerWeights step) {
    LayerWeights before = waiting;
    waiting = null;
    if (before != null
        && before.layer() instanceof Windowed windowed
        && step.layer() instanceof BatchNormalization normalization) {
      sink.accept(folded(windowed, before, normalization, step));
      return;
    }
    if (before != null) {
      sink.accept(before);
    }
    if (step.layer() instanceof Windowed) {
      waiting = step;
    } else {
      sink.accept(step);
    }
  }

  /** Passes on what still waits. */
  @Override
  public void close() {
    LayerWeights last = waiting;
    waiting = null;
    if (last != null) {
      sink.accept(last);
    }
  }

  private static LayerWeights folded(
      Windowed windowed, LayerWeights before, BatchNormalization normalization, LayerWeights step) {
    float[] kernels = before.values(0).clone();
    float[] bias = new float[step.input().channels()];
    int ofFilter = kernels.length / bias.length;
    for (int filter = 0; filter < bias.length; filter++) {
      double factor =
          step.values(0)[filter] / Math.sqrt(step.values(3)[filter] + normalization.epsilon());
      double old = windowed.bias() ? before.values(1)[filter] : 0;
      bias[filter] = (float) (step.values(1)[filter] + (old - step.values(2)[filter]) * factor);
      for (int i = filter * ofFilter; i < (filter + 1) * ofFilter; i++) {
        kernels[i] = (float) (kernels[i] * factor);
      }
    }
    Windowed layer = windowed.withBias();
    List<WeightSpec> specs = layer.weights(before.input());
    return new LayerWeights(
        layer,
        before.input(),
        List.of(new HeldWeight(specs.get(0), kernels), new HeldWeight(specs.get(1), bias)));
  }
}
