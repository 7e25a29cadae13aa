package dev.firstlight.bench.workload.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PresetTest {
  private static final List<Preset> ALL = List.of(Preset.W40, Preset.W120, Preset.W200);

  @Test
  void presets_haveTheMeanThatTheStudysTotalsGive() {
    for (Preset preset : ALL) {
      Mmpp process = preset.process(1, 1);
      assertEquals((double) preset.requests(), process.meanRate() * 900, 1e-6, preset.label());
      assertTrue(process.low() > 0 && process.low() < process.high() / 2, preset.label());
    }
  }

  @Test
  void presets_haveTwoSurgesAboutWhereTheStudyHasThem() {
    for (Preset preset : ALL) {
      Mmpp process = preset.process(1, 1);
      StepIntensity path =
          process.path(Draws.of(preset.seed(), Draws.Purpose.PATH), 900, preset.requests());
      assertEquals(4, path.steps(), preset.label() + ": low, high, low, high, low");
      assertEquals(100, path.start(1), 50, preset.label());
      assertEquals(250, path.start(2), 50, preset.label());
      assertEquals(500, path.start(3), 75, preset.label());
      assertEquals(800, path.start(4), 75, preset.label());
      assertEquals(preset.high(), path.rate(1), 1e-9);
    }
  }

  @Test
  void compressed_isTheSamePathInLessTime() {
    StepIntensity whole =
        Preset.W40.process(1, 1).path(Draws.of(5, Draws.Purpose.PATH), 900, 15_000);
    StepIntensity minute =
        Preset.W40.process(1.0 / 15, 15).path(Draws.of(5, Draws.Purpose.PATH), 60, 1_000);
    assertEquals(40, minute.rate(0) > 20 ? minute.rate(0) : minute.rate(1), 1e-9);
    assertEquals(40, whole.rate(0) > 20 ? whole.rate(0) : whole.rate(1), 1e-9);
    assertEquals(60, minute.end());
  }
}
