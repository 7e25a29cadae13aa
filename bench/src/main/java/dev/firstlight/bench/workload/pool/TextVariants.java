package dev.firstlight.bench.workload.pool;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Sentences in templates: what somebody said, where, and when. The numbers in them make as many
 * distinct texts as anybody asks for. For one thread.
 */
public final class TextVariants implements InputSource {
  private static final List<String> TEMPLATES =
      List.of(
          "%2$s",
          "On day %3$d of the year somebody wrote: %1$s",
          "%1$s That was number %3$d on the list.",
          "Note %3$d: %1$s",
          "%1$s %2$s",
          "They said it %3$d times. %1$s",
          "%1$s Others put it like this: %2$s",
          "Page %3$d begins so: %1$s");

  private final List<String> sentences;
  private final SplittableRandom random;

  /** Of those sentences, at least one. */
  public TextVariants(List<String> sentences, long seed) {
    if (sentences.isEmpty()) {
      throw new IllegalArgumentException("there are no sentences to make texts of");
    }
    this.sentences = List.copyOf(sentences);
    this.random = new SplittableRandom(seed);
  }

  @Override
  public Input next() {
    String text =
        TEMPLATES
            .get(below(TEMPLATES.size()))
            .formatted(
                sentences.get(below(sentences.size())),
                sentences.get(below(sentences.size())),
                1 + below(366));
    return new Input(".txt", "text/plain", "/predict", text.getBytes(StandardCharsets.UTF_8));
  }

  private int below(int bound) {
    return (int) ((random.nextLong() >>> 11) * 0x1p-53 * bound);
  }
}
