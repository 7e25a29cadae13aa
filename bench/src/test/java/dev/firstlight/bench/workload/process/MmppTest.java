package dev.firstlight.bench.workload.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Schedule;
import dev.firstlight.bench.workload.process.GeneratedSchedule.Recipe;
import dev.firstlight.bench.workload.stats.CountSeries;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/**
 * Generated arrivals against closed forms. Independent runs of one length give independent counts;
 * their mean and variance must lie within four standard errors of the theory's.
 */
class MmppTest {
  private static final int RUNS = 2000;
  private static final Mmpp MMPP = new Mmpp(20, 2, 3, 5);
  private static final Mmpp ON_OFF = new Mmpp(15, 0, 2, 4);

  @Test
  void closedForms_haveTheLimitsThatTheoryGives() {
    assertEquals(20 * 3.0 / 8 + 2 * 5.0 / 8, MMPP.meanRate(), 1e-12);
    assertEquals(1, MMPP.dispersion(1e-6), 1e-4); // so short that the rate is constant
    double rate = 1 / 3.0 + 1 / 5.0;
    double limit = 1 + 2 * (3.0 / 8) * (5.0 / 8) * 18 * 18 / (rate * MMPP.meanRate());
    assertEquals(limit, MMPP.dispersion(1e7), limit * 1e-5);
    assertEquals(1, new Mmpp(7, 7, 3, 5).dispersion(100), 1e-12);
  }

  @Test
  void covariance_agreesWithTheVarianceOfWindowsTogether() {
    // Var of two windows together = both variances and twice their covariance.
    assertEquals(MMPP.variance(4), 2 * MMPP.variance(2) + 2 * MMPP.covariance(2, 1), 1e-9);
    assertEquals(
        MMPP.variance(6),
        3 * MMPP.variance(2) + 4 * MMPP.covariance(2, 1) + 2 * MMPP.covariance(2, 2),
        1e-9);
  }

  @Test
  void mmpp_hasItsMeanVarianceAndDispersion() {
    assertMoments(MMPP, 10);
  }

  @Test
  void onOff_hasItsMeanVarianceAndDispersion() {
    assertMoments(ON_OFF, 12);
  }

  @Test
  void mmpp_hasItsCorrelationBetweenWindows() {
    double sum = 0;
    double squares = 0;
    double mean = MMPP.meanRate() * 2;
    for (int run = 0; run < RUNS; run++) {
      CountSeries windows = windows(generate(MMPP, run, 4, OptionalLong.empty()), 2);
      double product = (windows.count(0) - mean) * (windows.count(1) - mean);
      sum += product;
      squares += product * product;
    }
    double estimate = sum / RUNS;
    double error = Math.sqrt((squares / RUNS - estimate * estimate) / RUNS);
    double expected = MMPP.covariance(2, 1);
    assertTrue(
        Math.abs(estimate - expected) < 4 * error,
        "covariance %s ± %s, expected %s".formatted(estimate, error, expected));
  }

  @Test
  void poisson_hasItsMeanAndVariance() {
    assertMoments(new Mmpp(6, 6, 1, 1), 10);
  }

  @Test
  void given_number_isMet_andItsPathsAreThoseOfThatNumber() {
    // Given far more arrivals than the mean, more time must be spent in the higher state.
    long many = Math.round(MMPP.meanRate() * 20 + 1.5 * Math.sqrt(MMPP.variance(20)));
    double plain = 0;
    double given = 0;
    for (int run = 0; run < 200; run++) {
      Draws draws = Draws.of(run, Draws.Purpose.PATH);
      plain += MMPP.path(draws, 20).secondsAt(20) / 200;
      Schedule schedule = generate(MMPP, run, 20, OptionalLong.of(many));
      assertEquals(many, schedule.header().requests());
      assertEquals(many, windows(schedule, 20).total());
      given += MMPP.path(Draws.of(run, Draws.Purpose.PATH), 20, many).secondsAt(20) / 200;
    }
    // The rates stay what they are: 20 h + 2 (20 - h) = many in the mean, to the Poisson noise.
    double expected = (many - 2 * 20) / 18.0;
    assertTrue(given > plain + 2, given + " " + plain);
    assertEquals(expected, given, 1);
  }

  @Test
  void given_numberThatIsTooUnlikely_isRefusedWithWhatTheRatesMake() {
    String message =
        Thrown.message(
            BenchException.class, () -> MMPP.path(Draws.of(1, Draws.Purpose.PATH), 20, 5000));
    assertTrue(message.contains("--requests 5000 is too unlikely"), message);
    assertTrue(message.contains("which make 175 ±"), message);
  }

  @Test
  void rates_thatCannotBe_areRefused() {
    assertTrue(refused(-1, 0).contains("--high -1.0 is out of range"));
    assertTrue(refused(1, 2).contains("--low 2.0 is above --high 1.0"));
    assertTrue(refused(Double.NaN, 0).contains("--high NaN"));
  }

  @Test
  void splitMix64_isTheGeneratorThatItIsCalled() {
    // The published first outputs for seed 1234567.
    java.util.SplittableRandom random = new java.util.SplittableRandom(1234567);
    assertEquals(6457827717110365317L, random.nextLong());
    assertEquals(3203168211198807973L, random.nextLong());
  }

  @Test
  void file_isTheSameForASeedOnEveryJdk() {
    Schedule schedule = generate(MMPP, 7, 60, OptionalLong.of(500));
    long digest = 17;
    try (var arrivals = schedule.arrivals()) {
      while (arrivals.hasNext()) {
        var each = arrivals.next();
        digest = digest * 31 + each.offsetNanos() / 1000;
        digest = digest * 31 + each.payload();
      }
    }
    assertEquals(GOLDEN, digest);
  }

  private static final long GOLDEN = 7876346563166480545L;

  private static String refused(double high, double low) {
    return Thrown.message(BenchException.class, () -> new Mmpp(high, low, 1, 1));
  }

  private static void assertMoments(Mmpp process, double seconds) {
    double[] counts = new double[RUNS];
    double mean = 0;
    for (int run = 0; run < RUNS; run++) {
      counts[run] = generate(process, run, seconds, OptionalLong.empty()).header().requests();
      mean += counts[run] / RUNS;
    }
    double second = 0;
    double fourth = 0;
    for (double count : counts) {
      second += Math.pow(count - mean, 2) / RUNS;
      fourth += Math.pow(count - mean, 4) / RUNS;
    }
    double expected = process.meanRate() * seconds;
    double variance = process.variance(seconds);
    double meanError = Math.sqrt(variance / RUNS);
    double varianceError = Math.sqrt((fourth - second * second) / RUNS);
    assertEquals(expected, mean, 4 * meanError, "mean");
    assertEquals(variance, second, 4 * varianceError, "variance");
    assertEquals(
        process.dispersion(seconds),
        second / mean,
        4 * (varianceError / expected + variance * meanError / (expected * expected)),
        "index of dispersion");
    assertTrue(4 * varianceError < 0.3 * variance, "the check must be able to fail");
  }

  static Schedule generate(Mmpp process, long seed, double seconds, OptionalLong requests) {
    Recipe recipe =
        new Recipe("test", "mmpp", Map.of(), seed, Duration.ofNanos(Math.round(seconds * 1e9)), 10);
    Draws draws = Draws.of(seed, Draws.Purpose.PATH);
    return GeneratedSchedule.of(
        recipe,
        requests.isPresent()
            ? process.path(draws, seconds, requests.getAsLong())
            : process.path(draws, seconds),
        requests);
  }

  private static CountSeries windows(Schedule schedule, double seconds) {
    try (var arrivals = schedule.arrivals()) {
      return CountSeries.of(
          arrivals, schedule.header().duration().toNanos() / 1000, Math.round(seconds * 1e6));
    }
  }
}
