package dev.firstlight.model;

import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether what stands before and after the model fits the tensors that the model has. */
final class SignatureChecks {
  private static final Pattern MEDIA_TYPE =
      Pattern.compile("[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(\\s*;.*)?");

  private SignatureChecks() {}

  static void check(
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Preprocessing preprocessing,
      Postprocessing postprocessing,
      List<WarmupSample> warmup,
      List<Artifact> artifacts) {
    if (preprocessing instanceof Preprocessing.Image image) {
      image(inputs, image.image());
    } else if (preprocessing instanceof Preprocessing.Text text) {
      text(inputs, text.text());
    }
    if (postprocessing instanceof Postprocessing.Classification classification) {
      classification(chosen("output", outputs, classification.output()), classification.topK());
    } else if (postprocessing instanceof Postprocessing.Embedding embedding) {
      int rank = embedding.pooling() == Postprocessing.Pooling.NONE ? 2 : 3;
      TensorSpec output = chosen("output", outputs, embedding.output());
      require(
          output.datatype().isFloat() && output.shape().rank() == rank,
          "output %s cannot be pooled by %s, which takes floating-point numbers in %d dimensions",
          output,
          embedding.pooling(),
          rank);
    }
    warmup.forEach(sample -> warmup(sample, preprocessing));
    for (Artifact artifact : artifacts) {
      require(
          artifact.layout().isEmpty() || preprocessing instanceof Preprocessing.Image,
          "artifact \"%s\" has a layout, but the package has no image preprocessing",
          artifact.name());
    }
  }

  private static void image(List<TensorSpec> inputs, ImagePreprocessing image) {
    TensorSpec input = chosen("input", inputs, image.input());
    int channels = image.channels().count();
    Shape image4 =
        image.layout() == ImagePreprocessing.Layout.NCHW
            ? Shape.of(1, channels, image.cropHeight(), image.cropWidth())
            : Shape.of(1, image.cropHeight(), image.cropWidth(), channels);
    Shape shape = input.shape();
    require(
        input.datatype() == DataType.FP32
            && shape.rank() == 4
            && shape.withoutFirst().accepts(image4.withoutFirst())
            && shape.dimension(0) != 0,
        "input %s does not take the FP32 images of shape %s (%s, -1 samples) that preprocessing"
            + " makes",
        input,
        image4.withoutFirst().prepend(-1),
        image.layout());
    requireFilled(inputs, Set.of(input.name()));
  }

  private static void text(List<TensorSpec> inputs, TextPreprocessing text) {
    Set<String> filled = new HashSet<>();
    fill(inputs, text, text.ids(), filled);
    text.mask().ifPresent(name -> fill(inputs, text, name, filled));
    text.types().ifPresent(name -> fill(inputs, text, name, filled));
    requireFilled(inputs, filled);
  }

  private static void fill(
      List<TensorSpec> inputs, TextPreprocessing text, String name, Set<String> filled) {
    TensorSpec input = chosen("input", inputs, Optional.of(name));
    require(filled.add(name), "input \"%s\" cannot take both of two token tensors", name);
    require(
        input.datatype() == DataType.INT64 && input.shape().rank() == 2,
        "input %s does not take token tensors, which are INT64 of shape [-1,-1]",
        input);
    long length = input.shape().dimension(1);
    require(
        length == -1 || (text.padToMaximum() && length == text.maximumLength()),
        "input %s takes texts of exactly %d tokens: set maximumLength to that and padToMaximum",
        input,
        length);
  }

  private static void requireFilled(List<TensorSpec> inputs, Set<String> filled) {
    for (TensorSpec input : inputs) {
      require(
          filled.contains(input.name()),
          "input %s would get nothing: preprocessing fills only %s",
          input,
          filled);
    }
  }

  private static void classification(TensorSpec output, int topK) {
    require(
        output.datatype().isFloat() && output.shape().rank() == 2,
        "output %s does not have class scores: floating-point numbers of shape [samples,classes]",
        output);
    long classes = output.shape().dimension(1);
    require(
        classes == -1 || topK <= classes,
        "top-k is %d, but output %s has only %d classes",
        topK,
        output,
        classes);
  }

  private static void warmup(WarmupSample sample, Preprocessing preprocessing) {
    if (sample instanceof WarmupSample.Text) {
      require(
          preprocessing instanceof Preprocessing.Text,
          "a warm-up sample is a text, but the package has no text preprocessing");
    } else if (sample instanceof WarmupSample.File file) {
      String type = file.mediaType().toLowerCase(Locale.ROOT);
      require(
          MEDIA_TYPE.matcher(type).matches(),
          "warm-up sample \"%s\" has the media type \"%s\"; one as image/jpeg was expected",
          file.path(),
          file.mediaType());
      require(
          !type.startsWith("image/") || preprocessing instanceof Preprocessing.Image,
          "warm-up sample \"%s\" is an image, but the package has no image preprocessing",
          file.path());
      require(
          !type.startsWith("text/") || preprocessing instanceof Preprocessing.Text,
          "warm-up sample \"%s\" is a text, but the package has no text preprocessing",
          file.path());
    }
  }

  private static TensorSpec chosen(
      String what, List<TensorSpec> specs, Optional<String> wantedName) {
    List<String> names = specs.stream().map(TensorSpec::name).toList();
    if (wantedName.isEmpty()) {
      require(
          specs.size() == 1,
          "%s must be named, since the model has %d: %s",
          what,
          specs.size(),
          names);
      return specs.get(0);
    }
    return specs.stream()
        .filter(spec -> spec.name().equals(wantedName.get()))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no %s \"%s\"; the model has %s"
                        .formatted(what, wantedName.get(), names)));
  }

  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency of everyone's
  private static void require(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalArgumentException(message.formatted(values));
    }
  }
}
