package dev.firstlight.bench;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preparation;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.model.WarmupSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A manifest for people. */
final class ManifestText {
  private final ModelManifest manifest;

  ManifestText(ModelManifest manifest) {
    this.manifest = manifest;
  }

  /** A line: what, and its value. */
  record Line(String key, String value) {}

  List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    lines.add(new Line("model", manifest.name() + " " + manifest.version()));
    lines.add(new Line("task", manifest.task()));
    lines.add(new Line("licence", manifest.licence()));
    lines.add(new Line("provenance", manifest.provenance()));
    manifest.inputs().forEach(input -> lines.add(new Line("input", input.toString())));
    manifest.outputs().forEach(output -> lines.add(new Line("output", output.toString())));
    lines.add(new Line("requests", before(manifest.preprocessing())));
    lines.add(new Line("predictions", after(manifest.postprocessing())));
    for (WarmupSample sample : manifest.warmup()) {
      lines.add(
          new Line(
              "warm-up",
              sample instanceof WarmupSample.File file
                  ? file.path() + " (" + file.mediaType() + ")"
                  : "a text"));
    }
    manifest.files().forEach(file -> lines.add(new Line("file", file(file))));
    for (Artifact artifact : manifest.artifacts()) {
      lines.add(
          new Line(
              "artifact",
              "%s for %s, %s%s"
                  .formatted(
                      artifact.name(),
                      artifact.runtime(),
                      Sizes.bytes(artifact.bytes()),
                      artifact.requires().isPortable() ? "" : ", " + needs(artifact))));
      artifact.prepared().ifPresent(made -> lines.add(new Line("", why(made))));
      artifact.files().forEach(file -> lines.add(new Line("", file(file))));
    }
    return lines;
  }

  private static String needs(Artifact artifact) {
    return "only on %s %s with %s and version %s"
        .formatted(
            artifact.requires().operatingSystem().orElse("any system"),
            artifact.requires().architecture().orElse("any processor"),
            artifact.requires().instructionSet().orElse("any instruction set"),
            artifact.requires().runtimeVersion().orElse("any"));
  }

  private static String why(Preparation made) {
    return "prepared from %s, %s: %s".formatted(made.from(), made.form().word(), made.why());
  }

  private static String file(PackageFile file) {
    return "%s, %,d bytes, SHA-256 %s".formatted(file.path(), file.bytes(), file.sha256());
  }

  private static String before(Preprocessing preprocessing) {
    if (preprocessing instanceof Preprocessing.Image image) {
      return image(image.image());
    }
    if (preprocessing instanceof Preprocessing.Text text) {
      TextPreprocessing texts = text.text();
      return "texts, tokenized by %s, at most %d tokens, longer ones %s%s"
          .formatted(
              texts.tokenizer(),
              texts.maximumLength(),
              texts.truncate() ? "cut" : "refused",
              texts.padToMaximum() ? ", shorter ones padded to that" : "");
    }
    return "the model's own tensors";
  }

  private static String image(ImagePreprocessing image) {
    String resize = "";
    if (image.resize().isPresent()) {
      Resize how = image.resize().get();
      resize =
          how instanceof Resize.Shorter shorter
              ? "resized to a shorter side of " + shorter.pixels()
              : how instanceof Resize.Exact exact
                  ? "resized to " + exact.width() + "x" + exact.height()
                  : "";
      resize += " (" + how.interpolation().name().toLowerCase(Locale.ROOT) + "), ";
    }
    return "images, %scropped to %dx%d, %s %s, (value × %s − %s) ÷ %s"
        .formatted(
            resize,
            image.cropWidth(),
            image.cropHeight(),
            image.layout(),
            image.channels(),
            image.scale(),
            image.mean(),
            image.std());
  }

  private static String after(Postprocessing postprocessing) {
    if (postprocessing instanceof Postprocessing.Classification classes) {
      return "the %d best classes%s, %s"
          .formatted(
              classes.topK(),
              classes.labels().map(labels -> ", named by " + labels).orElse(", not named"),
              classes.softmax() ? "softmax of scores" : "scores as they are");
    }
    if (postprocessing instanceof Postprocessing.Embedding embedding) {
      return "one vector, pooling %s%s"
          .formatted(
              embedding.pooling().name().toLowerCase(Locale.ROOT),
              embedding.normalize() ? ", of length 1" : "");
    }
    return "the model's own tensors";
  }
}
