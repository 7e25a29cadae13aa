package dev.firstlight.bench;

import dev.firstlight.model.Postprocessing;
import dev.firstlight.models.imports.AnswerChoices;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.LabelsFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code models import}: what the model's outputs become. */
final class ImportedAnswers {
  @Option(
      names = "--use-output",
      paramLabel = "NAME",
      description = "The output that has the scores or vectors.")
  private @Nullable String output;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "Class names, one a line, in the order of the scores.")
  private @Nullable Path labels;

  @Option(names = "--top-k", paramLabel = "N", description = "Classes of a prediction.")
  private @Nullable Integer topK;

  @Option(
      names = "--softmax",
      negatable = true,
      description = "Whether scores are logits. Default: what they sum to on zeros tells.")
  private @Nullable Boolean softmax;

  @Option(names = "--pooling", paramLabel = "HOW", description = "mean, cls, max or none.")
  private Postprocessing.@Nullable Pooling pooling;

  @Option(names = "--normalize", negatable = true, description = "Scale embeddings to length 1.")
  private @Nullable Boolean normalize;

  /** Puts them into the request. */
  void describe(ImportRequest.Builder request, Workplace workplace) {
    request.answers(
        new AnswerChoices(
            Optional.ofNullable(output),
            topK == null ? OptionalInt.empty() : OptionalInt.of(topK),
            Optional.ofNullable(softmax),
            Optional.ofNullable(pooling),
            Optional.ofNullable(normalize)));
    if (labels != null) {
      request.labels(LabelsFile.read(workplace.resolved(labels)));
    }
  }
}
