package dev.firstlight.models.network;

import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.graph.WeightSpec;
import java.util.List;

/**
 * One step of a network. Weights are laid out as ONNX and PyTorch have them; an exporter for a
 * framework that has them otherwise transposes them.
 */
public sealed interface Layer {
  /** Unique in its network. */
  String name();

  /** What it makes of features of that size. */
  Features output(Features input);

  /** The weights it has when it takes features of that size, in a fixed order. */
  List<WeightSpec> weights(Features input);

  /** A layer whose output a {@link BatchNormalization} that follows it can be folded into. */
  sealed interface Windowed extends Layer permits Convolution, DepthwiseConvolution {
    private static void check(int kernel, int stride) {
      if (kernel < 1 || stride < 1) {
        throw new IllegalArgumentException(
            "kernel and stride must be at least 1, not %d and %d".formatted(kernel, stride));
      }
    }

    /** The side of its square window. */
    int kernel();

    /** How far the window moves. */
    int stride();

    /** The zeros around its input. */
    Padding padding();

    /** Whether a number is added to each output channel. */
    boolean bias();

    /** How many groups of channels are apart from each other. */
    int groups(Features input);

    /** The same with a bias. */
    Windowed withBias();

    /** How many channels it makes. */
    int filters(Features input);

    @Override
    default Features output(Features input) {
      return new Features(
          filters(input),
          (input.height() + padding().top() + padding().bottom() - kernel()) / stride() + 1,
          (input.width() + padding().left() + padding().right() - kernel()) / stride() + 1);
    }

    @Override
    default List<WeightSpec> weights(Features input) {
      WeightSpec kernels =
          WeightSpec.trained(
              "weight", filters(input), input.channels() / groups(input), kernel(), kernel());
      return bias()
          ? List.of(kernels, WeightSpec.trained("bias", filters(input)))
          : List.of(kernels);
    }
  }

  /** Each output channel sees all input channels through a window. */
  record Convolution(
      String name, int filters, int kernel, int stride, Padding padding, boolean bias)
      implements Windowed {
    public Convolution {
      Windowed.check(kernel, stride);
    }

    @Override
    public int groups(Features input) {
      return 1;
    }

    @Override
    public int filters(Features input) {
      return filters;
    }

    @Override
    public Convolution withBias() {
      return new Convolution(name, filters, kernel, stride, padding, true);
    }
  }

  /** Each output channel sees only its own input channel through a window. */
  record DepthwiseConvolution(String name, int kernel, int stride, Padding padding, boolean bias)
      implements Windowed {
    public DepthwiseConvolution {
      Windowed.check(kernel, stride);
    }

    @Override
    public int groups(Features input) {
      return input.channels();
    }

    @Override
    public int filters(Features input) {
      return input.channels();
    }

    @Override
    public DepthwiseConvolution withBias() {
      return new DepthwiseConvolution(name, kernel, stride, padding, true);
    }
  }

  /**
   * {@code scale × (x − mean) ÷ √(variance + epsilon) + shift} for each channel (Ioffe and Szegedy
   * 2015, as used for inference).
   */
  record BatchNormalization(String name, double epsilon) implements Layer {
    @Override
    public Features output(Features input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of(
          WeightSpec.trained("scale", input.channels()),
          WeightSpec.trained("shift", input.channels()),
          WeightSpec.measured("mean", input.channels()),
          WeightSpec.measured("variance", input.channels()));
    }
  }

  /** {@code min(max(x, 0), 6)}. */
  record Relu6(String name) implements Layer {
    @Override
    public Features output(Features input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of();
    }
  }

  /** {@code max(x, 0)}. */
  record Relu(String name) implements Layer {
    @Override
    public Features output(Features input) {
      return input;
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of();
    }
  }

  /** The largest value in each square window; what does not fill a window is left out. */
  record MaxPool(String name, int size, int stride) implements Layer {
    public MaxPool {
      Windowed.check(size, stride);
    }

    @Override
    public Features output(Features input) {
      return new Features(
          input.channels(),
          (input.height() - size) / stride + 1,
          (input.width() - size) / stride + 1);
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of();
    }
  }

  /** The mean of each channel. */
  record GlobalAveragePool(String name) implements Layer {
    @Override
    public Features output(Features input) {
      return new Features(input.channels(), 1, 1);
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of();
    }
  }

  /** Each output sees all values, flattened with channels outermost. */
  record Dense(String name, int units) implements Layer {
    @Override
    public Features output(Features input) {
      return new Features(units, 1, 1);
    }

    @Override
    public List<WeightSpec> weights(Features input) {
      return List.of(
          WeightSpec.trained("weight", units, input.values()), WeightSpec.trained("bias", units));
    }
  }
}
