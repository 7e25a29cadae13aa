package dev.firstlight.models.imports;

import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Postprocessing.Pooling;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Works out how a model's outputs become predictions. */
final class AnswerPlan {
  /** The path of the class names in the package. */
  static final String LABELS = "labels.txt";

  private static final int TOP_K = 5;
  private static final double SUM_TOLERANCE = 1e-3;

  private final AnswerChoices choices;
  private final Signature signature;
  private final Findings findings;

  AnswerPlan(AnswerChoices choices, Signature signature, Findings findings) {
    this.choices = choices;
    this.signature = signature;
    this.findings = findings;
  }

  /** Classes; empty if something had to be asked. */
  Optional<Postprocessing> classes(Optional<List<String>> labels) {
    Optional<TensorSpec> output = output(2, 2, "has the scores");
    if (output.isEmpty()) {
      return Optional.empty();
    }
    long classes = classes(output.get());
    checkLabels(labels, classes);
    Optional<Boolean> softmax = choices.softmax().or(() -> softmax(output.get()));
    if (softmax.isEmpty()) {
      findings.ask(
          "whether its scores are logits (--softmax) or probabilities already (--no-softmax); running it on zeros did not tell",
          "--softmax");
      return Optional.empty();
    }
    int top =
        choices.topK().orElse((int) (classes < 0 ? TOP_K : Math.min(TOP_K, Math.max(1, classes))));
    return Optional.of(
        new Postprocessing.Classification(
            named(output.get()), labels.map(names -> LABELS), top, softmax.get()));
  }

  /** An embedding; empty if something had to be asked. */
  Optional<Postprocessing> embedding(Optional<TextFolder> folder) {
    Optional<TensorSpec> output = output(2, 3, "has the vectors");
    if (output.isEmpty()) {
      return Optional.empty();
    }
    Optional<Pooling> pooling = choices.pooling();
    if (pooling.isEmpty() && output.get().shape().rank() == 2) {
      pooling = Optional.of(Pooling.NONE);
    }
    pooling = pooling.or(() -> folder.flatMap(TextFolder::pooling));
    if (pooling.isEmpty()) {
      findings.ask(
          "how the vectors of its tokens become one (--pooling mean, cls or max), as its training did",
          "--pooling mean");
      return Optional.empty();
    }
    return Optional.of(
        new Postprocessing.Embedding(named(output.get()), pooling.get(), normalize(folder)));
  }

  private boolean normalize(Optional<TextFolder> folder) {
    if (choices.normalize().isPresent()) {
      return choices.normalize().get();
    }
    boolean normalizes = folder.map(TextFolder::normalizes).orElse(false);
    findings.guess(
        normalizes ? "embeddings are scaled to length 1" : "embeddings keep their length",
        normalizes ? "modules.json says so" : "nothing says otherwise",
        normalizes ? "--no-normalize" : "--normalize");
    return normalizes;
  }

  private Optional<TensorSpec> output(int leastRank, int mostRank, String what) {
    List<TensorSpec> outputs = signature.outputs();
    if (choices.output().isPresent()) {
      String wanted = choices.output().get();
      return Optional.of(
          outputs.stream()
              .filter(one -> one.name().equals(wanted))
              .findFirst()
              .orElseThrow(
                  () ->
                      Findings.refused(
                          "--use-output %s: the model has no such output; it has %s"
                              .formatted(wanted, Signature.list(outputs)))));
    }
    List<TensorSpec> fitting =
        outputs.stream()
            .filter(
                one ->
                    one.datatype().isFloat()
                        && one.shape().rank() >= leastRank
                        && one.shape().rank() <= mostRank)
            .toList();
    if (fitting.isEmpty()) {
      throw Findings.refused(
          "no output %s: floating-point numbers of %s dimensions; the model has %s; import it with --task tensors"
              .formatted(
                  what,
                  leastRank == mostRank ? "2" : leastRank + " or " + mostRank,
                  Signature.list(outputs)));
    }
    if (fitting.size() > 1) {
      findings.ask(
          "which output %s; these may: %s".formatted(what, Signature.list(fitting)),
          "--use-output " + fitting.get(0).name());
      return Optional.empty();
    }
    if (outputs.size() > 1) {
      findings.guess(
          "output %s %s".formatted(fitting.get(0).name(), what),
          "it is the only one of such a shape",
          "--use-output");
    }
    return Optional.of(fitting.get(0));
  }

  private Optional<String> named(TensorSpec output) {
    return signature.outputs().size() == 1 ? Optional.empty() : Optional.of(output.name());
  }

  private long classes(TensorSpec output) {
    long declared = output.shape().rank() == 2 ? output.shape().dimension(1) : -1;
    if (declared >= 0) {
      return declared;
    }
    return signature
        .probe()
        .output(output.name())
        .filter(tensor -> tensor.shape().rank() == 2)
        .map(tensor -> tensor.shape().dimension(1))
        .orElse(-1L);
  }

  private static void checkLabels(Optional<List<String>> labels, long classes) {
    if (labels.isPresent() && classes >= 0 && labels.get().size() != classes) {
      throw Findings.refused(
          "there are %d labels, but the model has %d classes; give one line for each, in the order of the scores"
              .formatted(labels.get().size(), classes));
    }
  }

  /** Probabilities sum to 1 whatever goes in; logits hardly do, and may be negative. */
  private Optional<Boolean> softmax(TensorSpec output) {
    Optional<Tensor> probed =
        signature
            .probe()
            .output(output.name())
            .filter(tensor -> tensor.datatype() == DataType.FP32 && tensor.elements() > 0);
    if (probed.isEmpty()) {
      return Optional.empty();
    }
    double sum = 0;
    double least = 0;
    for (float score : probed.get().floats()) {
      sum += score;
      least = Math.min(least, score);
    }
    boolean probabilities = least >= 0 && Math.abs(sum - 1) < SUM_TOLERANCE;
    findings.guess(
        probabilities ? "scores are probabilities" : "scores are logits, to be made probabilities",
        "the scores of zeros sum to %.4g".formatted(sum),
        probabilities ? "--softmax" : "--no-softmax");
    return Optional.of(!probabilities);
  }
}
