package dev.firstlight.model;

import java.util.Optional;

/**
 * How a text becomes INT64 tensors: tokenized, cut or refused at the maximum length, padded to the
 * longest of its batch.
 *
 * @param tokenizer the package's {@code tokenizer.json} in the Hugging Face format
 * @param maximumLength the most tokens of one text, special ones counted
 * @param truncate whether a longer text is cut; else it is refused
 * @param padToMaximum whether every text is padded to the maximum length, for models whose shape is
 *     fixed
 * @param ids the input for the token ids
 * @param mask the input for the attention mask, if the model has one
 * @param types the input for the token type ids, if the model has one
 */
public record TextPreprocessing(
    String tokenizer,
    int maximumLength,
    boolean truncate,
    boolean padToMaximum,
    String ids,
    Optional<String> mask,
    Optional<String> types) {
  public TextPreprocessing {
    PackageFile.checkPath(tokenizer);
    if (maximumLength < 1 || maximumLength > 1 << 20) {
      throw new IllegalArgumentException(
          "the maximum length must be 1 to 1048576 tokens, not " + maximumLength);
    }
  }
}
