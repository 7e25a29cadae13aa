package dev.firstlight.models.network;

import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Dense;
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
 * <p>Layers are made one at a time and in order; a network without normalisation costs no more
 * memory than its largest layer. Stateless, so safe for use by several threads.
 */
public final class SeededWeights {
  /** How many synthetic images normalisation is measured on. */
  private static final int IMAGES = 8;

  /** The standard deviation of the scores of a network that is measured. */
  private static final double SCORE_DEVIATION = 2;

  private final Network network;
  private final long seed;

  public SeededWeights(Network network, long seed) {
    this.network = network;
    this.seed = seed;
  }

  /** Hands over every layer of the network in order, each with its weights. */
  public void forEach(Consumer<LayerWeights> sink) {
    boolean measured =
        network.layers().stream().anyMatch(layer -> layer instanceof BatchNormalization);
    Activations images =
        SyntheticImages.of(
            network.input(),
            measured ? IMAGES : 0,
            NormalNumbers.of(seed, network.layers().size()));
    int[] part = {0};
    network.forEach(
        (layer, features) -> {
          NormalNumbers numbers = NormalNumbers.of(seed, part[0]++);
          LayerWeights step = make(layer, features, numbers, images);
          images.apply(step);
          sink.accept(step);
        });
  }

  private static LayerWeights make(
      Layer layer, Features features, NormalNumbers numbers, Activations images) {
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
    return layer instanceof Dense && images.count() > 0 ? centred(step, images) : step;
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
      weights[i] = new Weight(specs.get(i), values.get(i));
    }
    return new LayerWeights(layer, features, List.of(weights));
  }
}
