package dev.firstlight.models.imports;

import dev.firstlight.model.Preprocessing;
import java.util.Locale;

/** Whether what somebody says belongs to the task: a choice without effect is a mistake. */
final class ChoiceChecks {
  private ChoiceChecks() {}

  static void check(ImportRequest request, ImportTask task) {
    if (!request.images().isEmpty()) {
      require(
          task.before() == ImportTask.Before.IMAGES,
          "options of images (--layout, --size, --mean, …)",
          "an image task",
          ImportTask.IMAGE_CLASSIFICATION);
    }
    if (!request.texts().isEmpty()) {
      require(
          task.before() == ImportTask.Before.TEXTS,
          "options of texts (--tokenizer, --max-length, …)",
          "a text task",
          ImportTask.TEXT_EMBEDDING);
    }
    if (request.labels().isPresent()
        || request.answers().topK().isPresent()
        || request.answers().softmax().isPresent()) {
      require(
          task.after() == ImportTask.After.CLASSES,
          "--labels, --top-k and --softmax",
          "a classification",
          ImportTask.IMAGE_CLASSIFICATION);
    }
    if (request.answers().pooling().isPresent() || request.answers().normalize().isPresent()) {
      require(
          task.after() == ImportTask.After.EMBEDDING,
          "--pooling and --normalize",
          "an embedding",
          ImportTask.TEXT_EMBEDDING);
    }
    if (request.answers().output().isPresent()) {
      require(
          task.after() != ImportTask.After.NOTHING,
          "--use-output",
          "a classification or an embedding",
          ImportTask.IMAGE_CLASSIFICATION);
    }
    request.preprocessing().ifPresent(given -> checkFits(given, task));
  }

  private static void checkFits(Preprocessing given, ImportTask task) {
    ImportTask.Before means =
        given instanceof Preprocessing.Image
            ? ImportTask.Before.IMAGES
            : given instanceof Preprocessing.Text
                ? ImportTask.Before.TEXTS
                : ImportTask.Before.NOTHING;
    if (means != task.before()) {
      throw Findings.refused(
          "the preprocessing is for %s, but the task %s takes %s"
              .formatted(
                  means.name().toLowerCase(Locale.ROOT),
                  task.word(),
                  task.before().name().toLowerCase(Locale.ROOT)));
    }
  }

  private static void require(boolean fits, String options, String what, ImportTask example) {
    if (!fits) {
      throw Findings.refused(
          "%s belong to %s; add as --task %s, or leave them out"
              .formatted(options, what, example.word()));
    }
  }
}
