package dev.firstlight.bench;

import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.TextChoices;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code models import}: what requests with texts become. */
final class ImportedTexts {
  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|DIR",
      description = "A tokenizer.json, or the folder that has one.")
  private @Nullable Path tokenizer;

  @Option(names = "--max-length", paramLabel = "N", description = "Most tokens of a text.")
  private @Nullable Integer maximumLength;

  @Option(
      names = "--truncate",
      negatable = true,
      description = "Cut longer texts (default), or refuse them.")
  private @Nullable Boolean truncate;

  @Option(names = "--ids", paramLabel = "NAME", description = "The input for token ids.")
  private @Nullable String ids;

  @Option(names = "--mask", paramLabel = "NAME", description = "The input for the mask.")
  private @Nullable String mask;

  @Option(names = "--types", paramLabel = "NAME", description = "The input for token types.")
  private @Nullable String types;

  /** Puts them into the request. */
  void describe(ImportRequest.Builder request, Workplace workplace) {
    request.texts(
        new TextChoices(
            Optional.ofNullable(tokenizer).map(workplace::resolved),
            maximumLength == null ? OptionalInt.empty() : OptionalInt.of(maximumLength),
            Optional.ofNullable(truncate),
            Optional.ofNullable(ids),
            Optional.ofNullable(mask),
            Optional.ofNullable(types)));
  }
}
