package dev.firstlight.bench.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.util.List;
import org.junit.jupiter.api.Test;

class StageReplayTest {
  /**
   * Boot, then import (100 ms) beside download (90 ms) and verify (5 ms), then load and predict.
   */
  private static final List<StageSpan> BESIDE =
      List.of(
          span(Stage.BOOT, 0, 80),
          span(Stage.IMPORT, 80, 180),
          span(Stage.DOWNLOAD, 80, 170),
          span(Stage.VERIFY, 170, 175),
          span(Stage.LOAD, 180, 230),
          span(Stage.PREDICT, 240, 250));

  @Test
  void stageThatWasWaitedFor_savesUntilTheNextOneWouldHaveBeen() {
    StageReplay replay = new StageReplay(BESIDE);
    assertEquals(5, replay.savedMillis(Stage.IMPORT), 1e-9);
    assertEquals(80, replay.savedMillis(Stage.BOOT), 1e-9);
    assertEquals(50, replay.savedMillis(Stage.LOAD), 1e-9);
    assertEquals(10, replay.savedMillis(Stage.PREDICT), 1e-9);
  }

  @Test
  void stageBesideALongerOne_savesNothing() {
    StageReplay replay = new StageReplay(BESIDE);
    assertEquals(0, replay.savedMillis(Stage.DOWNLOAD), 1e-9);
    assertEquals(0, replay.savedMillis(Stage.VERIFY), 1e-9);
  }

  @Test
  void stagesInARow_saveAllOfThemselves() {
    StageReplay replay =
        new StageReplay(
            List.of(
                span(Stage.BOOT, 0, 50),
                span(Stage.IMPORT, 50, 60),
                span(Stage.DOWNLOAD, 50, 350),
                span(Stage.LOAD, 350, 400)));
    assertEquals(290, replay.savedMillis(Stage.DOWNLOAD), 1e-9);
    assertEquals(0, replay.savedMillis(Stage.IMPORT), 1e-9);
  }

  /** Loading began with what the download had brought, and could not end before it was done. */
  @Test
  void loadBesideItsDownload_endsNoSoonerThanThat() {
    StageReplay replay =
        new StageReplay(
            List.of(
                span(Stage.BOOT, 0, 50),
                span(Stage.DOWNLOAD, 50, 200),
                span(Stage.LOAD, 100, 210)));
    assertEquals(10, replay.savedMillis(Stage.LOAD), 1e-9);
    assertEquals(50, replay.savedMillis(Stage.DOWNLOAD), 1e-9);
  }

  @Test
  void stageThatDidNotRun_savesNothing() {
    assertEquals(0, new StageReplay(BESIDE).savedMillis(Stage.WARMUP), 1e-9);
  }

  @Test
  void firstRequest_isNotOfTheStart() {
    assertEquals(0, new StageReplay(BESIDE).savedOfStart(Stage.PREDICT, 260), 1e-9);
    assertEquals(50, new StageReplay(BESIDE).savedOfStart(Stage.LOAD, 260), 1e-9);
    assertEquals(0, new StageReplay(BESIDE).savedOfStart(Stage.LOAD, 200), 1e-9);
  }

  private static StageSpan span(Stage stage, double start, double end) {
    return new StageSpan(stage, start, end, 0);
  }
}
