package dev.firstlight.pipeline;

import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.Input;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.text.TextTensors;
import dev.firstlight.text.TokenizerLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens what surrounds a model, beside its load, and joins the two. Closing it closes what was
 * opened, unless a predictor owns it by then.
 */
public final class PredictorFactory {
  private final ModelManifest manifest;
  private final Preprocessor preprocessor;
  private final Postprocessor postprocessor;

  private PredictorFactory(
      ModelManifest manifest, Preprocessor preprocessor, Postprocessor postprocessor) {
    this.manifest = manifest;
    this.preprocessor = preprocessor;
    this.postprocessor = postprocessor;
  }

  /**
   * Opens tokenizer, image decoder and labels: first what needs no file, so that it is done while
   * files are on their way.
   *
   * @param files finds a file of the package by its path; may wait for it
   * @param maxImagePixels what an image may not exceed
   * @param maxTextBytes what a text that must be tokenized whole may not exceed
   */
  public static PredictorFactory open(
      ModelManifest manifest,
      Artifact artifact,
      Function<String, Path> files,
      RuntimeOptions options,
      int maxImagePixels,
      int maxTextBytes) {
    Optional<Preprocessor.Images> images = Optional.empty();
    Optional<TextTensors> texts = Optional.empty();
    if (manifest.preprocessing() instanceof Preprocessing.Image image) {
      ImagePreprocessing.Layout layout = artifact.layout().orElse(image.image().layout());
      images = Optional.of(Preprocessor.Images.of(manifest, image.image(), layout, maxImagePixels));
    } else if (manifest.preprocessing() instanceof Preprocessing.Text text) {
      TokenizerLibrary library =
          TokenizerLibrary.load(options.cacheDirectory(), options.nativeDirectory());
      texts =
          Optional.of(
              library.open(files.apply(text.text().tokenizer()), text.text(), maxTextBytes));
    }
    Preprocessor preprocessor = new Preprocessor(manifest, images, texts);
    try {
      return new PredictorFactory(
          manifest, preprocessor, new Postprocessor(manifest, labels(manifest, files)));
    } catch (RuntimeException | Error e) {
      preprocessor.close();
      throw e;
    }
  }

  /**
   * Joins the model, which the predictor then owns.
   *
   * @throws StartException of kind PACKAGE if the manifest declares what the model does not have
   */
  public Predictor join(LoadedModel model) {
    check("input", manifest.inputs(), model.inputs());
    check("output", manifest.outputs(), model.outputs());
    for (TensorSpec input : model.inputs()) {
      if (manifest.input(input.name()).isEmpty()) {
        throw new StartException(
            StartException.Kind.PACKAGE,
            "model.json of \"%s\" lacks the model's input %s".formatted(manifest.name(), input));
      }
    }
    return new Predictor(manifest, model, preprocessor, postprocessor);
  }

  private void check(String what, List<TensorSpec> declared, List<TensorSpec> actual) {
    for (TensorSpec spec : declared) {
      boolean matched =
          actual.stream()
              .anyMatch(
                  one ->
                      one.name().equals(spec.name())
                          && one.datatype() == spec.datatype()
                          && isOfRank(one.shape(), spec.shape()));
      if (!matched) {
        throw new StartException(
            StartException.Kind.PACKAGE,
            "model.json of \"%s\" declares the %s %s, but the model has %s"
                .formatted(manifest.name(), what, spec, actual));
      }
    }
  }

  /** Runtimes show a rank that the model leaves open as that of a scalar. */
  private static boolean isOfRank(Shape actual, Shape declared) {
    return actual.rank() == 0 || actual.rank() == declared.rank();
  }

  private static List<String> labels(ModelManifest manifest, Function<String, Path> files) {
    if (manifest.postprocessing() instanceof Postprocessing.Classification classification
        && classification.labels().isPresent()) {
      try {
        return Files.readAllLines(files.apply(classification.labels().get()));
      } catch (IOException e) {
        throw new UncheckedIOException("the labels cannot be read", e);
      }
    }
    return List.of();
  }

  /**
   * Initialises what is initialised late and needs no sample for it.
   *
   * @throws RequestException if requests will not find it usable either
   */
  public void prepare() {
    preprocessor.prepare();
  }

  /**
   * Makes a model's input of a sample and drops it: what decoding images or splitting texts
   * initialises late is then initialised.
   *
   * @throws RequestException if the sample is not to be had
   */
  public void rehearse(Input sample, RequestScope scope) {
    preprocessor.prepare(List.of(sample), scope);
  }

  /** Closes what was opened, where no predictor came of it. */
  public void discard() {
    preprocessor.close();
  }
}
