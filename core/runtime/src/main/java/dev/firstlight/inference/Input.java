package dev.firstlight.inference;

import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** One sample to predict from, as an embedding service hands it over. */
public sealed interface Input {
  /** A JPEG or PNG image; the bytes from position to limit. */
  record Image(ByteBuffer encoded) implements Input {
    public Image {
      encoded = encoded.slice();
    }
  }

  /** A text. */
  record Text(String text) implements Input {}

  /**
   * The model's own input tensors, without the dimension that counts samples where the model has
   * one.
   */
  record Row(List<Tensor> tensors) implements Input {
    public Row {
      tensors = List.copyOf(tensors);
    }
  }

  /** A JPEG or PNG image. */
  static Input image(byte[] encoded) {
    return new Image(ByteBuffer.wrap(encoded));
  }

  /** A text. */
  static Input text(String text) {
    return new Text(text);
  }
}
