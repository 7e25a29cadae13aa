package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.AnswerAgreement;
import dev.firstlight.bench.record.DesignPoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Sees to it that peers do the work that we do, before anything is measured: each is sent one
 * payload that every image library must read alike, a PNG which needs no scaling, or the first
 * text, and must answer as our first row with its serving runtime, within {@link
 * AnswerAgreement#TOLERANCE}. For one thread.
 */
final class SameWork {
  private final Map<String, String> references = new HashMap<>();

  /**
   * Takes our answers as they come, and compares the peers' with them.
   *
   * @throws BenchException of kind TARGET if a peer answers otherwise
   */
  void check(DesignPoint point, String answer) {
    String reference = references.get(point.runtime());
    if (!point.isPeer()) {
      references.putIfAbsent(point.runtime(), answer);
    } else if (reference != null) {
      Optional<String> difference =
          AnswerAgreement.of(reference, answer, AnswerAgreement.TOLERANCE).difference();
      if (difference.isPresent()) {
        throw new BenchException(
            BenchException.Kind.TARGET,
            "peer %s does other work than Firstlight, so nothing can be compared: ours and its answer disagree at %s"
                .formatted(point.target(), difference.get()));
      }
    }
  }
}
