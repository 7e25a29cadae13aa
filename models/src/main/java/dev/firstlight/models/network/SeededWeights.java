package dev.firstlight.models.network;

import dev.firstlight.models.graph.HeldWeight;
import dev.firstlight.models.graph.SeededNumbers;
import dev.firstlight.models.graph.SeededWeight;
import dev.firstlight.models.graph.Weight;
import dev.firstlight.models.graph.WeightSpec;
import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Dense;
import dev.firstlight.models.network.Layer.Relu;
import dev.firstlight.models.network.Layer.Relu6;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * Weights as they are before training, from a seed, the same to the last bit on every machine.
 *
 * <p>Kernels are normal with variance {@code 2 ÷ fan-in} (He et al. 2015, arXiv 1502.01852), biases
 * 0, the scale and shift of a normalisation 1 and 0. What a normalisation measures in training is
 * measured here, on a few {@link SyntheticImages}, so that activations neither vanish nor grow and
 * outputs depend on the input; the final scores of such a network are centred and scaled likewise
 * (data-dependent initialisation, Krähenbühl et al. 2015, arXiv 1511.06856).
 *
 * <p>Nothing is measured for a network without normalisation. There, what follows a rectifier has
 * filters that sum to zero and the variance {@code 2 ÷ (1 − 1/π) ÷ fan-in} (scaled weight
 * standardisation, Brock et al. 2021, arXiv 2101.08692): rectified numbers have a mean above zero,
 * which random filters would pass on and which would soon hide what differs between images. The
 * weights of such a network are uniform, made anew whenever they are read, and cost no memory.
 *
 * <p>Layers are made in order. Stateless, so safe for use by several threads.
 */
public final class SeededWeights {
  /** How many synthetic images normalisation is measured on. */
  private static final int IMAGES = 8;

  /** The standard deviation of the scores of a network that is measured. */
  private static final double SCORE_DEVIATION = 2;

  /** Of a filter that sums to zero and follows a rectifier: keeps the variance as it is. */
  private static final double CENTRED_GAIN = 2 / (1 - 1 / Math.PI);

  private final Network network;
  private final long seed;

  public SeededWeights(Network network, long seed) {
    this.network = network;
    this.seed = seed;
  }

  /** Hands over every layer of the network in order, each with its weights. */
  public void forEach(Consumer<LayerWeights> sink) {
    if (network.layers().stream().anyMatch(layer -> layer instanceof BatchNormalization)) {
      forEachMeasured(sink);
    } else {
      forEachUnmeasured(sink);
    }
  }

  private void forEachUnmeasured(Consumer<LayerWeights> sink) {
    int[] part = {0};
    boolean[] rectified = {false};
    network.forEach(
        (layer, features) -> {
          List<Weight> weights = new ArrayList<>();
          for (WeightSpec spec : layer.weights(features)) {
            // The first is the kernel; the others are biases, which are 0.
            if (!weights.isEmpty()) {
              weights.add(
                  new HeldWeight(spec, new float[Math.toIntExact(spec.shape().elements())]));
            } else if (rectified[0]) {
              double deviation = Math.sqrt(CENTRED_GAIN / spec.rowLength());
              weights.add(SeededWeight.centred(spec, seed, part[0], deviation));
            } else {
              double deviation = Math.sqrt(2.0 / spec.rowLength());
              weights.add(SeededWeight.of(spec, seed, part[0], deviation));
            }
          }
          part[0]++;
          rectified[0] |= layer instanceof Relu || layer instanceof Relu6;
          sink.accept(new LayerWeights(layer, features, weights));
        });
  }

  private void forEachMeasured(Consumer<LayerWeights> sink) {
    Activations images =
        SyntheticImages.of(
            network.input(), IMAGES, SeededNumbers.of(seed, network.layers().size()));
    int[] part = {0};
    network.forEach(
        (layer, features) -> {
          SeededNumbers numbers = SeededNumbers.of(seed, part[0]++);
          LayerWeights step = make(layer, features, numbers, images);
          images.apply(step);
          sink.accept(step);
        });
  }

  private static LayerWeights make(
      Layer layer, Features features, SeededNumbers numbers, Activations images) {
    if (layer instanceof BatchNormalization) {
      float[] ones = new float[features.channels()];
      Arrays.fill(ones, 1);
      float[][] moments = images.channelMoments();
      return with(layer, features, List.of(ones, new float[ones.length], moments[0], moments[1]));
    }
    List<float[]> values =
        layer.weights(features).stream()
            .map(spec -> new float[Math.toIntExact(spec.shape().elements())])
            .toList();
    if (!values.isEmpty()) {
      // The first is the kernel; its outermost dimension counts outputs, the rest is the fan-in.
      long outputs = layer.weights(features).get(0).shape().dimension(0);
      numbers.fill(values.get(0), Math.sqrt(2.0 * outputs / values.get(0).length));
    }
    LayerWeights step = with(layer, features, values);
    return layer instanceof Dense ? centred(step, images) : step;
  }

  /** The same with scores whose mean over the images is 0 and whose deviation is as wanted. */
  private static LayerWeights centred(LayerWeights step, Activations images) {
    float[][] inputs = new float[images.count()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = images.sample(i);
    }
    Activations scores = new Activations(step.input(), inputs);
    scores.apply(step);
    float[][] moments = scores.channelMoments();
    double variance = 0;
    for (float unit : moments[1]) {
      variance += unit / moments[1].length;
    }
    double factor = variance > 0 ? SCORE_DEVIATION / Math.sqrt(variance) : 1;
    float[] weights = step.values(0);
    float[] bias = step.values(1);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (weights[i] * factor);
    }
    for (int unit = 0; unit < bias.length; unit++) {
      bias[unit] = (float) (-moments[0][unit] * factor);
    }
    return step;
  }

  private static LayerWeights with(Layer layer, Features features, List<float[]> values) {
    List<WeightSpec> specs = layer.weights(features);
    Weight[] weights = new Weight[specs.size()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = new HeldWeight(specs.get(i), values.get(i));
    }
    return new LayerWeights(layer, features, List.of(weights));
  }
}
