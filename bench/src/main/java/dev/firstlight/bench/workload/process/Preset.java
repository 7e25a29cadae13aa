package dev.firstlight.bench.workload.process;

import java.time.Duration;

/**
 * The workloads of the study "Serverless Data Science - Are We There Yet?" (SIGMOD 2022,
 * doi:10.1145/3514221.3517905), named by the rate in the higher state. The study gives that rate,
 * the number of requests, the length, and about where its two surges lie; the process stays in the
 * higher state for 180 s and in the lower for 270 s on average here, which makes two surges in the
 * length and 40 % of it, and the lower rate then follows from the number of requests.
 *
 * @param label its name
 * @param high rate in the higher state, a second
 * @param requests in all
 * @param seed of a path whose two surges lie about where the study's do
 */
public record Preset(String label, double high, long requests, long seed) {
  /** How long they take. */
  public static final Duration LENGTH = Duration.ofMinutes(15);

  public static final Preset W40 = new Preset("w40", 40, 15_000, 2457);
  public static final Preset W120 = new Preset("w120", 120, 51_600, 2457);
  public static final Preset W200 = new Preset("w200", 200, 86_000, 1421);

  private static final double SOJOURN_HIGH = 180;
  private static final double SOJOURN_LOW = 270;

  /** The process, with its rates so many times as high and its times so many times as short. */
  public Mmpp process(double ratesTimes, double compress) {
    double share = SOJOURN_HIGH / (SOJOURN_HIGH + SOJOURN_LOW);
    double mean = (double) requests / LENGTH.toSeconds();
    double low = (mean - share * high) / (1 - share);
    return new Mmpp(
        high * ratesTimes * compress,
        low * ratesTimes * compress,
        SOJOURN_HIGH / compress,
        SOJOURN_LOW / compress);
  }
}
