package dev.firstlight.models.network;

import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Dense;
import dev.firstlight.models.network.Layer.GlobalAveragePool;
import dev.firstlight.models.network.Layer.MaxPool;
import dev.firstlight.models.network.Layer.Relu;
import dev.firstlight.models.network.Layer.Relu6;
import dev.firstlight.models.network.Layer.Windowed;
import java.util.Arrays;

/**
 * A few samples on their way through a network, layer by layer, in plain arithmetic: every sum has
 * one order, so that what is measured is the same to the last bit everywhere. For one thread.
 */
final class Activations {
  private Features features;
  private final float[][] samples;

  /** Samples with channels outermost; the arrays become this object's. */
  Activations(Features features, float[][] samples) {
    this.features = features;
    this.samples = samples;
  }

  Features features() {
    return features;
  }

  float[] sample(int index) {
    return samples[index];
  }

  int count() {
    return samples.length;
  }

  /** Moves all samples through a layer. */
  void apply(LayerWeights step) {
    if (!step.input().equals(features)) {
      throw new IllegalArgumentException(step.input() + " expected, not " + features);
    }
    for (int i = 0; i < samples.length; i++) {
      samples[i] = apply(step, samples[i]);
    }
    features = step.output();
  }

  /** The mean and the variance of each channel over all samples and places. */
  float[][] channelMoments() {
    int area = features.height() * features.width();
    float[] means = new float[features.channels()];
    float[] variances = new float[features.channels()];
    for (int channel = 0; channel < features.channels(); channel++) {
      double sum = 0;
      double squares = 0;
      for (float[] sample : samples) {
        for (int at = channel * area; at < (channel + 1) * area; at++) {
          sum += sample[at];
          squares += (double) sample[at] * sample[at];
        }
      }
      double mean = sum / ((double) area * samples.length);
      means[channel] = (float) mean;
      variances[channel] =
          (float) Math.max(squares / ((double) area * samples.length) - mean * mean, 0);
    }
    return new float[][] {means, variances};
  }

  private static float[] apply(LayerWeights step, float[] input) {
    Layer layer = step.layer();
    if (layer instanceof Windowed windowed) {
      return convolve(windowed, step, input);
    }
    if (layer instanceof BatchNormalization normalization) {
      return normalize(normalization, step, input);
    }
    if (layer instanceof Relu6) {
      float[] output = new float[input.length];
      for (int i = 0; i < input.length; i++) {
        output[i] = Math.min(Math.max(input[i], 0), 6);
      }
      return output;
    }
    if (layer instanceof Relu) {
      float[] output = new float[input.length];
      for (int i = 0; i < input.length; i++) {
        output[i] = Math.max(input[i], 0);
      }
      return output;
    }
    if (layer instanceof MaxPool pool) {
      return largest(pool, step, input);
    }
    if (layer instanceof GlobalAveragePool) {
      int area = step.input().height() * step.input().width();
      float[] output = new float[step.input().channels()];
      for (int channel = 0; channel < output.length; channel++) {
        double sum = 0;
        for (int at = channel * area; at < (channel + 1) * area; at++) {
          sum += input[at];
        }
        output[channel] = (float) (sum / area);
      }
      return output;
    }
    if (layer instanceof Dense dense) {
      float[] weights = step.values(0);
      float[] bias = step.values(1);
      float[] output = new float[dense.units()];
      for (int unit = 0; unit < output.length; unit++) {
        double sum = bias[unit];
        for (int i = 0; i < input.length; i++) {
          sum += (double) weights[unit * input.length + i] * input[i];
        }
        output[unit] = (float) sum;
      }
      return output;
    }
    throw new IllegalStateException("no arithmetic for " + layer);
  }

  private static float[] largest(MaxPool pool, LayerWeights step, float[] input) {
    Features from = step.input();
    Features to = step.output();
    float[] output = new float[to.values()];
    Arrays.fill(output, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < output.length; i++) {
      int channel = i / (to.height() * to.width());
      int top = i / to.width() % to.height() * pool.stride();
      int left = i % to.width() * pool.stride();
      for (int window = 0; window < pool.size() * pool.size(); window++) {
        int row = channel * from.height() + top + window / pool.size();
        int at = row * from.width() + left + window % pool.size();
        output[i] = Math.max(output[i], input[at]);
      }
    }
    return output;
  }

  private static float[] normalize(BatchNormalization layer, LayerWeights step, float[] input) {
    float[] output = new float[input.length];
    int area = input.length / step.input().channels();
    for (int channel = 0; channel < step.input().channels(); channel++) {
      double factor =
          step.values(0)[channel] / Math.sqrt(step.values(3)[channel] + layer.epsilon());
      double shift = step.values(1)[channel] - step.values(2)[channel] * factor;
      for (int at = channel * area; at < (channel + 1) * area; at++) {
        output[at] = (float) (input[at] * factor + shift);
      }
    }
    return output;
  }

  private static float[] convolve(Windowed layer, LayerWeights step, float[] input) {
    Features from = step.input();
    Features to = step.output();
    float[] output = new float[to.values()];
    if (layer.bias()) {
      int area = to.height() * to.width();
      for (int filter = 0; filter < to.channels(); filter++) {
        Arrays.fill(output, filter * area, (filter + 1) * area, step.values(1)[filter]);
      }
    }
    if (layer.kernel() == 1 && layer.groups(from) == 1 && to.height() == from.height()) {
      addPointwise(step.values(0), from, to, input, output);
    } else {
      addWindows(layer, step.values(0), from, to, input, output);
    }
    return output;
  }

  /** Nearly all the work of a MobileNet, hence four inputs a turn in a loop that vectorizes. */
  private static void addPointwise(
      float[] weights, Features from, Features to, float[] input, float[] output) {
    int area = from.height() * from.width();
    int inputs = from.channels();
    for (int filter = 0; filter < to.channels(); filter++) {
      int target = filter * area;
      int i = 0;
      for (; i + 4 <= inputs; i += 4) {
        float first = weights[filter * inputs + i];
        float second = weights[filter * inputs + i + 1];
        float third = weights[filter * inputs + i + 2];
        float fourth = weights[filter * inputs + i + 3];
        int source = i * area;
        for (int at = 0; at < area; at++) {
          output[target + at] +=
              first * input[source + at]
                  + second * input[source + area + at]
                  + third * input[source + 2 * area + at]
                  + fourth * input[source + 3 * area + at];
        }
      }
      for (; i < inputs; i++) {
        float weight = weights[filter * inputs + i];
        for (int at = 0; at < area; at++) {
          output[target + at] += weight * input[i * area + at];
        }
      }
    }
  }

  private static void addWindows(
      Windowed layer, float[] weights, Features from, Features to, float[] input, float[] output) {
    int groups = layer.groups(from);
    int inputsOfGroup = from.channels() / groups;
    int filtersOfGroup = to.channels() / groups;
    int kernelArea = layer.kernel() * layer.kernel();
    for (int filter = 0; filter < to.channels(); filter++) {
      for (int i = 0; i < inputsOfGroup; i++) {
        int channel = filter / filtersOfGroup * inputsOfGroup + i;
        for (int k = 0; k < kernelArea; k++) {
          addShifted(
              layer,
              from,
              to,
              weights[(filter * inputsOfGroup + i) * kernelArea + k],
              k / layer.kernel() - layer.padding().top(),
              k % layer.kernel() - layer.padding().left(),
              input,
              channel * from.height() * from.width(),
              output,
              filter * to.height() * to.width());
        }
      }
    }
  }

  /** Adds one channel, shifted and weighed, to another; what lies outside is zero. */
  private static void addShifted(
      Windowed layer,
      Features from,
      Features to,
      float weight,
      int down,
      int right,
      float[] input,
      int source,
      float[] output,
      int target) {
    for (int y = 0; y < to.height(); y++) {
      int row = y * layer.stride() + down;
      if (row < 0 || row >= from.height()) {
        continue;
      }
      for (int x = 0; x < to.width(); x++) {
        int column = x * layer.stride() + right;
        if (column >= 0 && column < from.width()) {
          output[target + y * to.width() + x] +=
              weight * input[source + row * from.width() + column];
        }
      }
    }
  }
}
