package dev.firstlight.models.imports;

import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What somebody says of a model's images; what is absent is found, guessed or asked for.
 *
 * @param input that takes them
 * @param layout of the tensor
 * @param size that the model takes
 * @param resize what an image is scaled to first
 * @param interpolation how
 * @param channels order of the colours
 * @param scale factor of values from 0 to 255
 * @param mean one for each channel; empty if not said
 * @param std one for each channel; empty if not said
 */
public record ImageChoices(
    Optional<String> input,
    Optional<Layout> layout,
    Optional<Size> size,
    Optional<Resizing> resize,
    Optional<Interpolation> interpolation,
    Optional<Channels> channels,
    OptionalDouble scale,
    List<Double> mean,
    List<Double> std) {
  /** Nothing said. */
  public static final ImageChoices NONE =
      new ImageChoices(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalDouble.empty(),
          List.of(),
          List.of());

  public ImageChoices {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /** Whether anything is said. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** Pixels of an image. */
  public record Size(int width, int height) {}

  /** What an image is scaled to before it is cropped. */
  public sealed interface Resizing {
    /** Not at all. */
    record None() implements Resizing {}

    /** Its shorter side to that many pixels. */
    record Shorter(int pixels) implements Resizing {}

    /** To that size, whatever its proportions. */
    record Exact(Size size) implements Resizing {}
  }
}
