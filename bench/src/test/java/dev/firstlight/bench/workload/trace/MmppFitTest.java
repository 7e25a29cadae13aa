package dev.firstlight.bench.workload.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.workload.Arrivals;
import dev.firstlight.bench.workload.process.Draws;
import dev.firstlight.bench.workload.process.GeneratedSchedule;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.process.Mmpp;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Known parameters must come back: rates within 3 %, mean sojourns within four standard errors of
 * the mean of as many exponential sojourns as there are on average.
 */
class MmppFitTest {
  private static final int SECONDS = 4000;

  @Test
  void mmpp_comesBack() {
    assertRecovered(new Mmpp(60, 8, 20, 30));
  }

  @Test
  void onOff_comesBack() {
    Mmpp fitted = MmppFit.of(series(new Mmpp(40, 0, 5, 15), 2, 0.1)).process();
    assertEquals(40, fitted.high(), 40 * 0.03);
    assertTrue(fitted.low() < 0.5, "" + fitted);
    assertEquals(5, fitted.sojournHigh(), 4 * 5 / Math.sqrt(SECONDS / 20.0));
  }

  @Test
  void fitted_dispersionFollowsTheArrivals() {
    CountSeries series = series(new Mmpp(60, 8, 20, 30), 3, 0.2);
    Mmpp fitted = MmppFit.of(series).process();
    CountSeries second = series.merged(5);
    assertEquals(second.dispersion(), fitted.dispersion(1), 0.1 * second.dispersion());
  }

  @Test
  void goodness_acceptsTheRightProcess_andRefusesAnother() {
    CountSeries series = series(new Mmpp(60, 8, 20, 30), 4, 0.2);
    GoodnessOfFit right = GoodnessOfFit.of(MmppFit.of(series).process(), series, 1);
    assertTrue(right.pValue() > 0.01, right.toString());
    GoodnessOfFit wrong = GoodnessOfFit.of(new Mmpp(45, 15, 20, 30), series, 1);
    assertTrue(wrong.pValue() < 1e-6, wrong.toString());
  }

  @Test
  void poisson_showsNoTwoStates() {
    MmppFit fit = MmppFit.of(series(new Mmpp(20, 20, 10, 10), 5, 0.2));
    assertTrue(fit.evidence() < 0, fit.evidence() + " " + fit.process());
    assertEquals(20, fit.process().meanRate(), 0.5);
  }

  @Test
  void poissonCounts_haveTheirDistribution() {
    double sum = 0;
    double term = Math.exp(-4.2);
    for (int k = 0; k < 30; k++) {
      sum += term;
      term *= 4.2 / (k + 1);
      assertEquals(sum, PoissonCounts.until(4.2, k), 1e-10);
    }
    assertEquals(0, PoissonCounts.until(4.2, -1));
    assertEquals(0.5, PoissonCounts.until(1e6, 1_000_000), 1e-3);
  }

  private static void assertRecovered(Mmpp known) {
    Mmpp fitted = MmppFit.of(series(known, 1, 0.1)).process();
    double sojourns = SECONDS / (known.sojournHigh() + known.sojournLow());
    assertEquals(known.high(), fitted.high(), 0.03 * known.high());
    assertEquals(known.low(), fitted.low(), 0.03 * known.low());
    assertEquals(
        known.sojournHigh(), fitted.sojournHigh(), 4 * known.sojournHigh() / Math.sqrt(sojourns));
    assertEquals(
        known.sojournLow(), fitted.sojournLow(), 4 * known.sojournLow() / Math.sqrt(sojourns));
  }

  private static CountSeries series(Mmpp process, long seed, double window) {
    Recipe recipe = new Recipe("t", "mmpp", Map.of(), seed, Duration.ofSeconds(SECONDS), 1);
    GeneratedSchedule schedule =
        GeneratedSchedule.of(
            recipe,
            process.path(Draws.of(seed, Draws.Purpose.PATH), SECONDS),
            OptionalLong.empty());
    try (Arrivals arrivals = schedule.arrivals()) {
      return CountSeries.of(arrivals, SECONDS * 1_000_000L, Math.round(window * 1e6));
    }
  }
}
