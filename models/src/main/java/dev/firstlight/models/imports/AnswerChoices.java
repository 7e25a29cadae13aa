package dev.firstlight.models.imports;

import dev.firstlight.model.Postprocessing.Pooling;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What somebody says of a model's answers; what is absent is found, guessed or asked for.
 *
 * @param output that has the scores or vectors
 * @param topK classes of a prediction
 * @param softmax whether scores are logits
 * @param pooling how the vectors of tokens become one
 * @param normalize whether an embedding is scaled to length 1
 */
public record AnswerChoices(
    Optional<String> output,
    OptionalInt topK,
    Optional<Boolean> softmax,
    Optional<Pooling> pooling,
    Optional<Boolean> normalize) {
  /** Nothing said. */
  public static final AnswerChoices NONE =
      new AnswerChoices(
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /** Whether anything is said. */
  public boolean isEmpty() {
    return equals(NONE);
  }
}
