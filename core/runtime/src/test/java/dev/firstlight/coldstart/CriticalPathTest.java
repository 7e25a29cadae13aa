package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CriticalPathTest {
  private static StageSpan span(Stage stage, double start, double end) {
    return new StageSpan(stage, start, end, 0);
  }

  private static final StageSpan BOOT = span(Stage.BOOT, 0, 100);

  @Test
  void stagesOneAfterAnother_areAllOnThePath() {
    List<StageSpan> stages =
        List.of(
            BOOT,
            span(Stage.DOWNLOAD, 100, 200),
            span(Stage.LOAD, 200.5, 250),
            span(Stage.WARMUP, 250, 300));
    assertEquals(stages, CriticalPath.of(stages));
  }

  @Test
  void shorterOfTwoSideBySide_isNot() {
    StageSpan download = span(Stage.DOWNLOAD, 100, 300);
    StageSpan load = span(Stage.LOAD, 300.1, 350);
    assertEquals(
        List.of(BOOT, download, load),
        CriticalPath.of(List.of(BOOT, span(Stage.IMPORT, 100, 220), download, load)));
  }

  @Test
  void stageThatEndsAfterTheOneBehindIt_isTheWholeEnd() {
    StageSpan verify = span(Stage.VERIFY, 100, 600);
    assertEquals(
        List.of(BOOT, verify),
        CriticalPath.of(
            List.of(BOOT, verify, span(Stage.LOAD, 200, 230), span(Stage.WARMUP, 230, 500))));
  }

  @Test
  void stageOfWhichTheBeginningWasEnough_isCutOffThere() {
    List<StageSpan> stages =
        List.of(
            BOOT,
            span(Stage.IMPORT, 100, 150),
            span(Stage.DOWNLOAD, 100, 260),
            span(Stage.LOAD, 240, 400));
    assertEquals(
        List.of(BOOT, span(Stage.DOWNLOAD, 100, 240), span(Stage.LOAD, 240, 400)),
        CriticalPath.of(stages));
  }

  @Test
  void stageThatJustEnded_goesBeforeOneThatOnlyRanAsWell() {
    StageSpan imported = span(Stage.IMPORT, 100, 239.5);
    assertEquals(
        List.of(BOOT, imported, span(Stage.LOAD, 240, 400)),
        CriticalPath.of(
            List.of(BOOT, imported, span(Stage.VERIFY, 110, 390), span(Stage.LOAD, 240, 400))));
  }

  @Test
  void timeBetweenStages_isNobodys() {
    StageSpan predict = span(Stage.PREDICT, 900, 920);
    assertEquals(List.of(BOOT, predict), CriticalPath.of(List.of(BOOT, predict)));
  }

  @Test
  void noStages_noPath() {
    assertEquals(List.of(), CriticalPath.of(List.of()));
  }

  @Test
  void anyStages_pathIsInOrderAndCountsNoMomentTwice() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      List<StageSpan> stages = new ArrayList<>();
      for (Stage stage : Stage.values()) {
        int start = random.nextInt(20);
        stages.add(span(stage, start, start + random.nextInt(8)));
      }
      List<StageSpan> path = CriticalPath.of(stages);
      double reached = 0;
      for (StageSpan part : path) {
        assertTrue(part.startMillis() >= reached, "seed " + seed + ": " + path);
        reached = part.endMillis();
      }
      double last = stages.stream().mapToDouble(StageSpan::endMillis).max().orElseThrow();
      assertEquals(last, reached, "seed " + seed);
    }
  }
}
