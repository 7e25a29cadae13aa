package dev.firstlight.models.imports;

import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is to be imported, and what somebody says of it.
 *
 * @param source the model's file or folder
 * @param name of the package
 * @param version of the package
 * @param task what it is to do, as {@code image-classification}; raw tensors if not said
 * @param licence of the weights
 * @param provenance where they come from
 * @param runtime that loads it, where that cannot be told from the files
 * @param inputs that somebody declares: all of them where the file does not tell, else those whose
 *     shape is to be narrower than the file says
 * @param outputs likewise
 * @param preprocessing in full, instead of {@code images} or {@code texts}
 * @param postprocessing in full, instead of {@code answers}
 * @param images what is said of images
 * @param texts what is said of texts
 * @param answers what is said of answers
 * @param labels class names in the order of the scores
 * @param samples that the package is tried with
 * @param directory the package's own
 * @param replace whether a different package that lies there is replaced
 * @param cache where native libraries are unpacked, for the run that tries the package
 */
public record ImportRequest(
    Path source,
    String name,
    String version,
    Optional<String> task,
    Optional<String> licence,
    Optional<String> provenance,
    Optional<String> runtime,
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    Optional<Preprocessing> preprocessing,
    Optional<Postprocessing> postprocessing,
    ImageChoices images,
    TextChoices texts,
    AnswerChoices answers,
    Optional<List<String>> labels,
    List<ImportSample> samples,
    Path directory,
    boolean replace,
    Path cache) {
  public ImportRequest {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    samples = List.copyOf(samples);
  }

  /** Begins a request with every default. */
  public static Builder of(Path source, String name, Path directory, Path cache) {
    return new Builder(source, name, directory, cache);
  }

  /** Puts a request together. */
  public static final class Builder {
    private final Path source;
    private final String name;
    private final Path directory;
    private final Path cache;
    private String version = "1";
    private Optional<String> task = Optional.empty();
    private Optional<String> licence = Optional.empty();
    private Optional<String> provenance = Optional.empty();
    private Optional<String> runtime = Optional.empty();
    private List<TensorSpec> inputs = List.of();
    private List<TensorSpec> outputs = List.of();
    private Optional<Preprocessing> preprocessing = Optional.empty();
    private Optional<Postprocessing> postprocessing = Optional.empty();
    private ImageChoices images = ImageChoices.NONE;
    private TextChoices texts = TextChoices.NONE;
    private AnswerChoices answers = AnswerChoices.NONE;
    private Optional<List<String>> labels = Optional.empty();
    private final List<ImportSample> samples = new ArrayList<>();
    private boolean replace;

    private Builder(Path source, String name, Path directory, Path cache) {
      this.source = source;
      this.name = name;
      this.directory = directory;
      this.cache = cache;
    }

    public Builder version(String value) {
      version = value;
      return this;
    }

    public Builder task(String value) {
      task = Optional.of(value);
      return this;
    }

    public Builder licence(String value) {
      licence = Optional.of(value);
      return this;
    }

    public Builder provenance(String value) {
      provenance = Optional.of(value);
      return this;
    }

    public Builder runtime(String value) {
      runtime = Optional.of(value);
      return this;
    }

    public Builder inputs(List<TensorSpec> value) {
      inputs = value;
      return this;
    }

    public Builder outputs(List<TensorSpec> value) {
      outputs = value;
      return this;
    }

    public Builder preprocessing(Preprocessing value) {
      preprocessing = Optional.of(value);
      return this;
    }

    public Builder postprocessing(Postprocessing value) {
      postprocessing = Optional.of(value);
      return this;
    }

    public Builder images(ImageChoices value) {
      images = value;
      return this;
    }

    public Builder texts(TextChoices value) {
      texts = value;
      return this;
    }

    public Builder answers(AnswerChoices value) {
      answers = value;
      return this;
    }

    public Builder labels(List<String> value) {
      labels = Optional.of(value);
      return this;
    }

    public Builder sample(ImportSample value) {
      samples.add(value);
      return this;
    }

    public Builder replace(boolean value) {
      replace = value;
      return this;
    }

    public ImportRequest build() {
      return new ImportRequest(
          source,
          name,
          version,
          task,
          licence,
          provenance,
          runtime,
          inputs,
          outputs,
          preprocessing,
          postprocessing,
          images,
          texts,
          answers,
          labels,
          samples,
          directory,
          replace,
          cache);
    }
  }
}
