package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.fault.BenchException;
import org.junit.jupiter.api.Test;

class SameWorkTest {
  private final SameWork sameWork = new SameWork();

  @Test
  void peerThatAnswersAlike_passes() {
    sameWork.check(Runs.point("lambda"), "{\"score\":0.5}");
    assertDoesNotThrow(() -> sameWork.check(Runs.point("node"), "{\"score\":0.50001}"));
  }

  @Test
  void peerThatAnswersOtherwise_stopsTheComparison() {
    sameWork.check(Runs.point("lambda"), "{\"score\":0.5}");
    sameWork.check(Runs.point("server"), "{\"score\":0.6}"); // the judge compares ours
    BenchException e =
        assertThrows(
            BenchException.class, () -> sameWork.check(Runs.point("node"), "{\"score\":0.6}"));
    assertEquals(
        "peer node does other work than Firstlight, so nothing can be compared: ours and its answer"
            + " disagree at score: 0.5 against 0.6",
        e.getMessage());
  }
}
