package dev.firstlight.bench.workload.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Part;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.Schedules;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class IntensityTest {
  @Test
  void diurnal_inverseUndoesTheIntegral_alsoWhereTheRateIsNothing() {
    Diurnal day = new Diurnal(10, 0, 100, 250);
    Intensity.Inverse inverse = day.inverse();
    for (double seconds = 1; seconds < 250; seconds += 7) {
      assertEquals(day.mass(seconds), day.mass(inverse.seconds(day.mass(seconds))), 1e-6);
    }
  }

  @Test
  void diurnal_isLowestAtTheBeginningAndHighestAfterHalfAPeriod() {
    List<Arrival> arrivals =
        Schedules.all(
            GeneratedSchedule.of(recipe(100), new Diurnal(20, 2, 100, 100), OptionalLong.empty()));
    long night = within(arrivals, 0, 10) + within(arrivals, 90, 100);
    long noon = within(arrivals, 40, 60);
    // 47 and 393 are expected; five standard deviations of each part them by far.
    assertTrue(night < 47 + 5 * 7 && noon > 393 - 5 * 20, night + " " + noon);
  }

  @Test
  void fixedOnOff_isSilentBetweenBursts() {
    StepIntensity bursts = StepIntensity.onOff(new Mmpp(50, 0, 2, 3), 22);
    assertEquals(50 * 10, bursts.total(), 1e-9);
    List<Arrival> arrivals =
        Schedules.all(GeneratedSchedule.of(recipe(22), bursts, OptionalLong.of(500)));
    assertEquals(500, arrivals.size());
    for (Arrival each : arrivals) {
      assertTrue(each.offsetNanos() % 5_000_000_000L <= 2_000_000_000L, each.toString());
    }
  }

  @Test
  void constant_isEvenlySpaced_theFirstAtOnce() {
    List<Arrival> arrivals =
        Schedules.all(
            new EvenSchedule(
                new ScheduleHeader(
                    "c", "constant", Map.of(), 1, 40, Duration.ofSeconds(2), 5, Part.whole(40))));
    for (int i = 0; i < 40; i++) {
      assertEquals(i * 50_000_000L, arrivals.get(i).offsetNanos());
    }
  }

  @Test
  void payloads_areDrawnUniformly() {
    int[] drawn = new int[10];
    Schedules.all(
            GeneratedSchedule.of(
                recipe(100), StepIntensity.constant(200, 100), OptionalLong.of(20_000)))
        .forEach(each -> drawn[each.payload()]++);
    double chiSquare = 0;
    for (int count : drawn) {
      chiSquare += Math.pow(count - 2000, 2) / 2000;
    }
    assertTrue(chiSquare < 33.7, "chi-square " + chiSquare + " of 9 degrees, 0.9999 at 33.7");
  }

  private static Recipe recipe(long seconds) {
    return new Recipe("test", "test", Map.of(), 11, Duration.ofSeconds(seconds), 10);
  }

  private static long within(List<Arrival> arrivals, long from, long to) {
    return arrivals.stream()
        .filter(each -> each.offsetNanos() >= from * 1e9 && each.offsetNanos() < to * 1e9)
        .count();
  }
}
