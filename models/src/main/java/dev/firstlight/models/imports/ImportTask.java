package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import java.util.Arrays;

/** What a package is to do: what comes before the model, and what after. */
enum ImportTask {
  TENSORS(Before.NOTHING, After.NOTHING),
  IMAGE_CLASSIFICATION(Before.IMAGES, After.CLASSES),
  IMAGE_EMBEDDING(Before.IMAGES, After.EMBEDDING),
  IMAGE_TO_TENSORS(Before.IMAGES, After.NOTHING),
  TEXT_CLASSIFICATION(Before.TEXTS, After.CLASSES),
  TEXT_EMBEDDING(Before.TEXTS, After.EMBEDDING),
  TEXT_TO_TENSORS(Before.TEXTS, After.NOTHING),
  TENSOR_CLASSIFICATION(Before.NOTHING, After.CLASSES);

  /** What requests bring. */
  enum Before {
    NOTHING,
    IMAGES,
    TEXTS
  }

  /** What predictions are. */
  enum After {
    NOTHING,
    CLASSES,
    EMBEDDING
  }

  private final Before before;
  private final After after;

  ImportTask(Before before, After after) {
    this.before = before;
    this.after = after;
  }

  Before before() {
    return before;
  }

  After after() {
    return after;
  }

  /** As people write it: {@code image-classification}. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * The task of that name.
   *
   * @throws StartException of kind CONFIGURATION that lists those there are
   */
  static ImportTask named(String word) {
    return Arrays.stream(values())
        .filter(task -> task.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    StartException.Kind.CONFIGURATION,
                    "there is no task \"%s\"; there are %s"
                        .formatted(
                            word,
                            String.join(
                                ", ", Arrays.stream(values()).map(ImportTask::word).toList()))));
  }
}
