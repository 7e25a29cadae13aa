package dev.firstlight.models.imports;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What somebody says of a model's texts; what is absent is found, guessed or asked for.
 *
 * @param tokenizer a {@code tokenizer.json}, or the folder that has one
 * @param maximumLength most tokens of a text
 * @param truncate whether a longer text is cut
 * @param ids input of the token ids
 * @param mask input of the attention mask
 * @param types input of the token types
 */
public record TextChoices(
    Optional<Path> tokenizer,
    OptionalInt maximumLength,
    Optional<Boolean> truncate,
    Optional<String> ids,
    Optional<String> mask,
    Optional<String> types) {
  /** Nothing said. */
  public static final TextChoices NONE =
      new TextChoices(
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether anything is said. */
  public boolean isEmpty() {
    return equals(NONE);
  }

  /** The same with that tokenizer. */
  public TextChoices withTokenizer(Path wanted) {
    return new TextChoices(Optional.of(wanted), maximumLength, truncate, ids, mask, types);
  }

  /** The same with that length. */
  public TextChoices withMaximumLength(OptionalInt wanted) {
    return new TextChoices(tokenizer, wanted, truncate, ids, mask, types);
  }
}
