package dev.firstlight.bench;

import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.models.imports.ImageChoices;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.PreprocessingFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code models import}: what requests with images become. */
final class ImportedImages {
  @Option(
      names = "--preprocessing",
      paramLabel = "FILE.json",
      description = "All of it: as model.json has it, or Hugging Face's preprocessor_config.json.")
  private @Nullable Path preprocessing;

  @Option(names = "--use-input", paramLabel = "NAME", description = "The input for images.")
  private @Nullable String input;

  @Option(names = "--layout", paramLabel = "NCHW|NHWC", description = "Order of dimensions.")
  private ImagePreprocessing.@Nullable Layout layout;

  @Option(names = "--size", paramLabel = "WxH", description = "What the model takes, in pixels.")
  private @Nullable String size;

  @Option(
      names = "--resize",
      paramLabel = "N|WxH|none",
      description = "Before the crop: the shorter side, or both sides.")
  private @Nullable String resize;

  @Option(
      names = "--interpolation",
      paramLabel = "HOW",
      description = "nearest, bilinear (default) or bicubic.")
  private ImagePreprocessing.@Nullable Interpolation interpolation;

  @Option(names = "--channels", paramLabel = "ORDER", description = "RGB, BGR or GREY.")
  private ImagePreprocessing.@Nullable Channels channels;

  @Option(
      names = "--scale",
      paramLabel = "X",
      description = "Of values from 0 to 255, as 1/255: (value × scale − mean) ÷ std.")
  private @Nullable String scale;

  @Option(names = "--mean", paramLabel = "X[,X,X]", description = "One, or one a channel.")
  private @Nullable String mean;

  @Option(names = "--std", paramLabel = "X[,X,X]", description = "One, or one a channel.")
  private @Nullable String std;

  /** Puts them into the request. */
  void describe(ImportRequest.Builder request, Workplace workplace) {
    request.images(
        new ImageChoices(
            Optional.ofNullable(input),
            Optional.ofNullable(layout),
            Optional.ofNullable(size).map(ImageArguments::size),
            Optional.ofNullable(resize).map(ImageArguments::resizing),
            Optional.ofNullable(interpolation),
            Optional.ofNullable(channels),
            scale == null
                ? OptionalDouble.empty()
                : OptionalDouble.of(ImageArguments.number("--scale", scale)),
            ImageArguments.numbers("--mean", mean),
            ImageArguments.numbers("--std", std)));
    if (preprocessing != null) {
      request.preprocessing(PreprocessingFile.read(workplace.resolved(preprocessing)));
    }
  }
}
