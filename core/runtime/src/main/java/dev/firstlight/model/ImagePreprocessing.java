package dev.firstlight.model;

import java.util.List;
import java.util.Optional;

/**
 * How an image becomes an FP32 tensor: decoded, turned upright by its EXIF orientation, converted
 * to RGB, resized, cropped about the centre, and then for each channel {@code (value × scale −
 * mean) ÷ std} with values from 0 to 255. Resizing samples as Pillow does (with antialiasing), so
 * that a model sees what it was trained on.
 *
 * @param input the input that receives the tensor; empty where the model has only one
 * @param resize how the image is scaled first; empty to leave its size
 * @param cropWidth the width in pixels that the model takes
 * @param cropHeight the height in pixels that the model takes
 * @param layout the order of the tensor's dimensions
 * @param channels the order of the colours
 * @param scale what values are multiplied by, often 1/255
 * @param mean subtracted after scaling, one a channel in the tensor's order
 * @param std divided by in the end, one a channel in the tensor's order
 */
public record ImagePreprocessing(
    Optional<String> input,
    Optional<Resize> resize,
    int cropWidth,
    int cropHeight,
    Layout layout,
    Channels channels,
    double scale,
    List<Double> mean,
    List<Double> std) {
  /** What no side of a tensor may exceed, in pixels. */
  public static final int MAX_SIDE = 16_384;

  public ImagePreprocessing {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
    checkSide("crop width", cropWidth);
    checkSide("crop height", cropHeight);
    if (mean.size() != channels.count() || std.size() != channels.count()) {
      throw new IllegalArgumentException(
          "%s needs %d means and standard deviations, but there are %d and %d"
              .formatted(channels, channels.count(), mean.size(), std.size()));
    }
    if (scale == 0 || !Double.isFinite(scale) || !mean.stream().allMatch(Double::isFinite)) {
      throw new IllegalArgumentException(
          "scale must be a finite number other than 0 and means finite, not %s and %s"
              .formatted(scale, mean));
    }
    if (std.stream().anyMatch(value -> value == 0 || !Double.isFinite(value))) {
      throw new IllegalArgumentException(
          "a standard deviation of " + std + " cannot be divided by");
    }
  }

  static void checkSide(String what, int pixels) {
    if (pixels < 1 || pixels > MAX_SIDE) {
      throw new IllegalArgumentException(
          what + " must be 1 to " + MAX_SIDE + " pixels, not " + pixels);
    }
  }

  /** The order of an image tensor's dimensions. */
  public enum Layout {
    /** Samples, channels, height, width; ONNX and PyTorch. */
    NCHW,
    /** Samples, height, width, channels; TensorFlow. */
    NHWC
  }

  /** The order of an image tensor's colours. */
  public enum Channels {
    RGB(3),
    BGR(3),
    GREY(1);

    private final int count;

    Channels(int count) {
      this.count = count;
    }

    /** How many channels. */
    public int count() {
      return count;
    }
  }

  /** How pixels between pixels are found. */
  public enum Interpolation {
    NEAREST,
    BILINEAR,
    BICUBIC
  }

  /** What an image is scaled to before it is cropped. */
  public sealed interface Resize {
    /** How pixels between pixels are found. */
    Interpolation interpolation();

    /** So that its shorter side has that many pixels; its proportions stay. */
    record Shorter(int pixels, Interpolation interpolation) implements Resize {
      public Shorter {
        checkSide("the shorter side", pixels);
      }
    }

    /** To exactly that size; its proportions may change. */
    record Exact(int width, int height, Interpolation interpolation) implements Resize {
      public Exact {
        checkSide("width", width);
        checkSide("height", height);
      }
    }
  }
}
