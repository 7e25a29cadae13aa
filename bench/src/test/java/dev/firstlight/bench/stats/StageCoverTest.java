package dev.firstlight.bench.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageCoverTest {
  @Test
  void cover_ofStagesInSequence_isTheirSum() {
    assertEquals(30, StageCover.millis(List.of(span(0, 10), span(10, 20), span(40, 50))));
  }

  @Test
  void cover_ofOverlappingStages_countsTheOverlapOnce() {
    assertEquals(25, StageCover.millis(List.of(span(0, 10), span(5, 25))));
  }

  @Test
  void cover_ofAStageWithinAnother_isTheOuterOne() {
    assertEquals(30, StageCover.millis(List.of(span(0, 30), span(5, 10), span(12, 20))));
  }

  @Test
  void cover_ofStagesInAnyOrder_isTheSame() {
    assertEquals(25, StageCover.millis(List.of(span(5, 25), span(0, 10))));
  }

  @Test
  void cover_ofNothing_isZero() {
    assertEquals(0, StageCover.millis(List.of()));
  }

  private static StageSpan span(double start, double end) {
    return new StageSpan(Stage.LOAD, start, end, 0);
  }
}
