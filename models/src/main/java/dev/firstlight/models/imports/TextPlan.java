package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.tensor.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Works out how texts become a model's inputs. */
final class TextPlan {
  /** The tokenizer's path in the package. */
  static final String TOKENIZER = "tokenizer.json";

  private static final List<String> IDS = List.of("input_ids", "input_ids:0");
  private static final List<String> MASK =
      List.of("attention_mask", "input_mask", "attention_mask:0", "input_mask:0");
  private static final List<String> TYPES =
      List.of("token_type_ids", "segment_ids", "token_type_ids:0", "segment_ids:0");

  private final TextChoices choices;
  private final Path source;
  private final Findings findings;

  TextPlan(TextChoices choices, Path source, Findings findings) {
    this.choices = choices;
    this.source = source;
    this.findings = findings;
  }

  /** The tokenizer's file; empty if it had to be asked for. */
  Optional<Path> tokenizer() {
    if (choices.tokenizer().isPresent()) {
      return Optional.of(tokenizer(choices.tokenizer().get()));
    }
    Path folder = Files.isDirectory(source) ? source : source.toAbsolutePath().getParent();
    Path beside = folder == null ? Path.of(TOKENIZER) : folder.resolve(TOKENIZER);
    if (Files.isRegularFile(beside)) {
      findings.guess("tokenizer \"" + beside + "\"", "it lies beside the model", "--tokenizer");
      return Optional.of(beside);
    }
    findings.ask(
        "its tokenizer, a tokenizer.json in the format of Hugging Face or the folder of one",
        "--tokenizer tokenizer.json");
    return Optional.empty();
  }

  private static Path tokenizer(Path path) {
    Path file = Files.isDirectory(path) ? path.resolve(TOKENIZER) : path;
    if (!Files.isRegularFile(file)) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "tokenizer \"%s\" is not there; where a model has only a vocabulary, transformers' AutoTokenizer.from_pretrained(model).save_pretrained(folder) writes a tokenizer.json"
              .formatted(file));
    }
    return file;
  }

  /** The preprocessing; empty if something had to be asked. */
  Optional<Preprocessing> of(List<TensorSpec> inputs) {
    Optional<Path> tokenizer = tokenizer();
    Optional<TensorSpec> ids = ids(inputs);
    if (ids.isEmpty()) {
      return Optional.empty();
    }
    checkTakesTokens(ids.get());
    long fixed = ids.get().shape().dimension(1);
    OptionalInt length = length(fixed, tokenizer);
    if (tokenizer.isEmpty() || length.isEmpty()) {
      return Optional.empty();
    }
    if (choices.truncate().isEmpty()) {
      findings.guess(
          "longer texts are cut at %d tokens".formatted(length.getAsInt()),
          "most callers want an answer",
          "--no-truncate");
    }
    return Optional.of(
        new Preprocessing.Text(
            new TextPreprocessing(
                TOKENIZER,
                length.getAsInt(),
                choices.truncate().orElse(true),
                fixed > 0,
                ids.get().name(),
                choices.mask().or(() -> conventional(inputs, MASK)),
                choices.types().or(() -> conventional(inputs, TYPES)))));
  }

  private Optional<TensorSpec> ids(List<TensorSpec> inputs) {
    Optional<String> name = choices.ids().or(() -> conventional(inputs, IDS));
    if (name.isPresent()) {
      return Optional.of(
          inputs.stream()
              .filter(input -> input.name().equals(name.get()))
              .findFirst()
              .orElseThrow(
                  () ->
                      Findings.refused(
                          "--ids %s: the model has no such input; it has %s"
                              .formatted(name.get(), Signature.list(inputs)))));
    }
    if (inputs.size() == 1) {
      return Optional.of(inputs.get(0));
    }
    findings.ask(
        "which inputs take token ids, attention mask and token types (--ids, --mask, --types); the model has "
            + Signature.list(inputs),
        "--ids " + (inputs.isEmpty() ? "NAME" : inputs.get(0).name()));
    return Optional.empty();
  }

  private static void checkTakesTokens(TensorSpec input) {
    if (input.datatype() != DataType.INT64 || input.shape().rank() != 2) {
      throw Findings.refused(
          "input %s does not take token ids, which are INT64 of shape [-1,-1]; import the model with --task tensors, or export it with INT64 inputs"
              .formatted(TensorArgument.format(input)));
    }
  }

  private static Optional<String> conventional(List<TensorSpec> inputs, List<String> names) {
    return inputs.stream().map(TensorSpec::name).filter(names::contains).findFirst();
  }

  private OptionalInt length(long fixed, Optional<Path> tokenizer) {
    if (fixed > 0) {
      if (choices.maximumLength().isPresent() && choices.maximumLength().getAsInt() != fixed) {
        throw Findings.refused(
            "--max-length %d: the model takes texts of exactly %d tokens"
                .formatted(choices.maximumLength().getAsInt(), fixed));
      }
      return OptionalInt.of(Math.toIntExact(fixed));
    }
    if (choices.maximumLength().isPresent()) {
      return choices.maximumLength();
    }
    OptionalInt found = OptionalInt.empty();
    if (tokenizer.isPresent()) {
      found = new TextFolder(tokenizer.get(), findings).maximumLength();
    }
    if (found.isEmpty()) {
      findings.ask("the most tokens that it was trained on", "--max-length 128");
    }
    return found;
  }
}
