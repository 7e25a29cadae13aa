package dev.firstlight.models.imports;

import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Works out how images become a model's input. */
final class ImagePlan {
  private final ImageChoices choices;
  private final Findings findings;

  ImagePlan(ImageChoices choices, Findings findings) {
    this.choices = choices;
    this.findings = findings;
  }

  /** The preprocessing; empty if something had to be asked. */
  Optional<Preprocessing> of(List<TensorSpec> inputs) {
    Optional<TensorSpec> input = input(inputs);
    if (input.isEmpty()) {
      return Optional.empty();
    }
    checkTakesImages(input.get());
    Optional<Layout> layout = layout(input.get());
    Optional<ImageChoices.Size> size = layout.flatMap(known -> size(input.get(), known));
    boolean normalized = askNormalization();
    if (layout.isEmpty() || size.isEmpty() || !normalized) {
      return Optional.empty();
    }
    Channels channels = channels(input.get(), layout.get());
    return Optional.of(
        new Preprocessing.Image(
            new ImagePreprocessing(
                inputs.size() == 1 ? Optional.empty() : Optional.of(input.get().name()),
                resize(size.get()),
                size.get().width(),
                size.get().height(),
                layout.get(),
                channels,
                choices.scale().orElseThrow(),
                each(choices.mean(), channels),
                each(choices.std(), channels))));
  }

  private Optional<TensorSpec> input(List<TensorSpec> inputs) {
    if (choices.input().isPresent()) {
      String wanted = choices.input().get();
      return Optional.of(
          inputs.stream()
              .filter(one -> one.name().equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      Findings.refused(
                          "--use-input %s: the model has no such input; it has %s"
                              .formatted(wanted, Signature.list(inputs)))));
    }
    if (inputs.size() == 1) {
      return Optional.of(inputs.get(0));
    }
    findings.ask(
        "which input takes the images; the model has " + Signature.list(inputs),
        "--use-input " + (inputs.isEmpty() ? "NAME" : inputs.get(0).name()));
    return Optional.empty();
  }

  private static void checkTakesImages(TensorSpec input) {
    if (input.datatype() != DataType.FP32 || input.shape().rank() != 4) {
      throw Findings.refused(
          "input %s does not take the images that preprocessing makes, which are FP32 of four dimensions; import the model with --task tensors"
              .formatted(TensorArgument.format(input)));
    }
  }

  private Optional<Layout> layout(TensorSpec input) {
    if (choices.layout().isPresent()) {
      return choices.layout();
    }
    long second = input.shape().dimension(1);
    long last = input.shape().dimension(3);
    boolean first = second == 1 || second == 3;
    boolean end = last == 1 || last == 3;
    if (first == end) {
      findings.ask(
          "the layout of its images, which shape " + input.shape() + " does not tell",
          "--layout NCHW");
      return Optional.empty();
    }
    Layout layout = first ? Layout.NCHW : Layout.NHWC;
    findings.guess("layout " + layout, "the input has shape " + input.shape(), "--layout");
    return Optional.of(layout);
  }

  private Optional<ImageChoices.Size> size(TensorSpec input, Layout layout) {
    int at = layout == Layout.NCHW ? 2 : 1;
    long height = input.shape().dimension(at);
    long width = input.shape().dimension(at + 1);
    if (choices.size().isPresent()) {
      ImageChoices.Size wanted = choices.size().get();
      if (!Signature.mayBe(height, wanted.height()) || !Signature.mayBe(width, wanted.width())) {
        throw Findings.refused(
            "--size %dx%d does not fit input %s in layout %s"
                .formatted(wanted.width(), wanted.height(), TensorArgument.format(input), layout));
      }
      return choices.size();
    }
    if (height > 0 && width > 0 && height <= Integer.MAX_VALUE && width <= Integer.MAX_VALUE) {
      return Optional.of(new ImageChoices.Size((int) width, (int) height));
    }
    findings.ask(
        "the size of its images, which shape " + input.shape() + " leaves open", "--size 224x224");
    return Optional.empty();
  }

  private boolean askNormalization() {
    if (choices.scale().isPresent() && !choices.mean().isEmpty() && !choices.std().isEmpty()) {
      return true;
    }
    findings.ask(
        "how its training prepared values from 0 to 255, as (value × scale − mean) ÷ std: --scale, --mean and --std (or --preprocessing with a JSON file); the example is torchvision's, --scale 1/127.5 --mean 1 --std 1 gives −1 to 1",
        "--scale 1/255 --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225");
    return false;
  }

  private Channels channels(TensorSpec input, Layout layout) {
    if (choices.channels().isPresent()) {
      return choices.channels().get();
    }
    long count = input.shape().dimension(layout == Layout.NCHW ? 1 : 3);
    if (count == 1) {
      return Channels.GREY;
    }
    if (!Signature.mayBe(count, 3)) {
      throw Findings.refused(
          "input %s has %d channels in layout %s; images have 1 or 3"
              .formatted(TensorArgument.format(input), count, layout));
    }
    findings.guess("channels RGB", "most models take that order", "--channels BGR");
    return Channels.RGB;
  }

  private Optional<Resize> resize(ImageChoices.Size size) {
    Interpolation interpolation = choices.interpolation().orElse(Interpolation.BILINEAR);
    if (choices.resize().isPresent()) {
      ImageChoices.Resizing wanted = choices.resize().get();
      if (wanted instanceof ImageChoices.Resizing.Shorter shorter) {
        return Optional.of(new Resize.Shorter(shorter.pixels(), interpolation));
      }
      if (wanted instanceof ImageChoices.Resizing.Exact exact) {
        return Optional.of(
            new Resize.Exact(exact.size().width(), exact.size().height(), interpolation));
      }
      return Optional.empty();
    }
    if (size.width() == size.height()) {
      findings.guess(
          "images are resized to a shorter side of %d pixels (bilinear) and cropped"
              .formatted(size.width()),
          "the model takes squares",
          "--resize 256, --resize none, --interpolation");
      return Optional.of(new Resize.Shorter(size.width(), interpolation));
    }
    findings.guess(
        "images are resized to %dx%d (bilinear)".formatted(size.width(), size.height()),
        "the model takes that size",
        "--resize, --interpolation");
    return Optional.of(new Resize.Exact(size.width(), size.height(), interpolation));
  }

  /** One number counts for every channel. */
  private static List<Double> each(List<Double> numbers, Channels channels) {
    return numbers.size() == 1 ? Collections.nCopies(channels.count(), numbers.get(0)) : numbers;
  }
}
