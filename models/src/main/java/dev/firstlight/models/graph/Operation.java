package dev.firstlight.models.graph;

/**
 * What a node does. Images are {@code [samples, channels, height, width]}, token sequences {@code
 * [samples, tokens, width]}, vectors {@code [samples, width]}. Weights are laid out as PyTorch has
 * them; an exporter for a framework that has them otherwise transposes them.
 */
public sealed interface Operation {
  /** How many values it takes. */
  default int inputs() {
    return 1;
  }

  /** How many weights it takes. */
  default int weights() {
    return 0;
  }

  /**
   * Slides kernels {@code [filters, channels ÷ groups, kernel, kernel]} over an image and adds a
   * bias where there is one. Groups are one, or as many as the image has channels.
   */
  record Convolution(int kernel, int stride, Padding padding, int groups, boolean bias)
      implements Operation {
    @Override
    public int weights() {
      return bias ? 2 : 1;
    }
  }

  /**
   * {@code scale × (x − mean) ÷ √(variance + epsilon) + shift} for each channel of an image, with
   * weights in the order scale, shift, mean, variance.
   */
  record BatchNormalization(double epsilon) implements Operation {
    @Override
    public int weights() {
      return 4;
    }
  }

  /** {@code min(max(x, 0), 6)}. */
  record Relu6() implements Operation {}

  /** {@code max(x, 0)}. */
  record Relu() implements Operation {}

  /** {@code tanh x}. */
  record Tanh() implements Operation {}

  /** {@code x ÷ 2 × (1 + tanh(√(2÷π) × (x + 0.044715 x³)))} (Hendrycks and Gimpel 2016). */
  record Gelu() implements Operation {}

  /** The largest value in each square window of an image; what does not fill a window is left. */
  record MaxPool(int size, int stride) implements Operation {}

  /** The mean of each channel of an image, as an image of one pixel. */
  record GlobalAveragePool() implements Operation {}

  /** A vector of an image with that many values, channels outermost. */
  record Flatten(int channels, int height, int width) implements Operation {}

  /** A vector becomes {@code x × weightᵀ + bias}; weight is {@code [outputs, inputs]}. */
  record Dense() implements Operation {
    @Override
    public int weights() {
      return 2;
    }
  }

  /** The same for each token of a sequence. */
  record TokenDense(int inputWidth, int outputWidth) implements Operation {
    @Override
    public int weights() {
      return 2;
    }
  }

  /** Sum of two values; the second may lack samples, and then is added to each. */
  record Add() implements Operation {
    @Override
    public int inputs() {
      return 2;
    }
  }

  /** The row of a table {@code [rows, width]} for each INT64 id of {@code [samples, tokens]}. */
  record Embedding() implements Operation {
    @Override
    public int weights() {
      return 1;
    }
  }

  /** The first rows of a table, as many as the ids have tokens: {@code [tokens, width]}. */
  record PositionEmbedding() implements Operation {
    @Override
    public int weights() {
      return 1;
    }
  }

  /** The last dimension is brought to mean 0 and variance 1, then scaled and shifted. */
  record LayerNormalization(double epsilon) implements Operation {
    @Override
    public int weights() {
      return 2;
    }
  }

  /**
   * What to add to attention scores: of an INT64 mask {@code [samples, tokens]}, 0 where it is 1,
   * and the least FP32 number where it is 0, as {@code [samples, 1, 1, tokens]}.
   */
  record AttentionBias() implements Operation {
    /** The least FP32 number. */
    public static final float LEAST = -Float.MAX_VALUE;
  }

  /**
   * {@code softmax(QKᵀ ÷ √(width of a head) + bias) × V} for each head (Vaswani et al. 2017); takes
   * Q, K, V and the bias.
   */
  record Attention(int heads, int headWidth) implements Operation {
    @Override
    public int inputs() {
      return 4;
    }
  }

  /** The vector of the first token. */
  record FirstToken() implements Operation {}
}
