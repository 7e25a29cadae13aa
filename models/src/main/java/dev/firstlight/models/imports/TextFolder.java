package dev.firstlight.models.imports;

import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.model.Postprocessing.Pooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What lies beside a tokenizer in the folders of Hugging Face and sentence-transformers. Those
 * files are other people's: what is missing or reads otherwise is taken for not said.
 */
final class TextFolder {
  private static final int LONGEST = 1 << 20;
  private static final long LARGEST_FILE = 1 << 20;

  private final Path folder;
  private final Findings findings;

  TextFolder(Path tokenizer, Findings findings) {
    Path parent = tokenizer.toAbsolutePath().getParent();
    this.folder = parent == null ? Path.of("") : parent;
    this.findings = findings;
  }

  /** The folder of a tokenizer, or that folder itself. */
  static TextFolder of(Path tokenizer, Findings findings) {
    return new TextFolder(
        Files.isDirectory(tokenizer) ? tokenizer.resolve(TextPlan.TOKENIZER) : tokenizer, findings);
  }

  /** The most tokens of a text, from the first file that says it. */
  OptionalInt maximumLength() {
    for (List<String> place :
        List.of(
            List.of("sentence_bert_config.json", "max_seq_length"),
            List.of("tokenizer_config.json", "model_max_length"),
            List.of("config.json", "max_position_embeddings"))) {
      Optional<Long> value = number(place.get(0), place.get(1));
      // Where nobody set one, tokenizer_config.json has a number of thirty digits.
      if (value.isPresent() && value.get() >= 1 && value.get() <= LONGEST) {
        findings.guess(
            "at most %d tokens".formatted(value.get()),
            "%s says %s".formatted(place.get(0), place.get(1)),
            "--max-length");
        return OptionalInt.of(value.get().intValue());
      }
    }
    return OptionalInt.empty();
  }

  /** How sentence-transformers pools. */
  Optional<Pooling> pooling() {
    Optional<Pooling> pooling =
        flag("pooling_mode_mean_tokens", Pooling.MEAN)
            .or(() -> flag("pooling_mode_cls_token", Pooling.CLS))
            .or(() -> flag("pooling_mode_max_tokens", Pooling.MAX));
    pooling.ifPresent(
        found ->
            findings.guess(
                "pooling " + found.name().toLowerCase(java.util.Locale.ROOT),
                "1_Pooling/config.json says so",
                "--pooling"));
    return pooling;
  }

  /** Whether sentence-transformers scales to length 1. */
  boolean normalizes() {
    return read("modules.json")
        .map(
            modules -> {
              try {
                return modules.elements().stream()
                    .anyMatch(
                        module ->
                            module
                                .find("type")
                                .map(JsonNode::asString)
                                .orElse("")
                                .endsWith("Normalize"));
              } catch (JsonException e) {
                return false;
              }
            })
        .orElse(false);
  }

  private Optional<Pooling> flag(String key, Pooling pooling) {
    try {
      return read("1_Pooling/config.json")
          .flatMap(config -> config.find(key))
          .filter(JsonNode::asBoolean)
          .map(set -> pooling);
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private Optional<Long> number(String file, String key) {
    try {
      return read(file).flatMap(config -> config.find(key)).map(JsonNode::asLong);
    } catch (JsonException e) {
      return Optional.empty();
    }
  }

  private Optional<JsonNode> read(String file) {
    Path path = folder.resolve(file);
    try {
      return Files.isRegularFile(path) && Files.size(path) <= LARGEST_FILE
          ? Optional.of(JsonNode.read(Files.readAllBytes(path)))
          : Optional.empty();
    } catch (IOException | JsonException e) {
      return Optional.empty();
    }
  }
}
