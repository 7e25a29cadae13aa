package dev.firstlight.bench.cost;

import java.util.Optional;

/**
 * A deployment and what it costs, as it is shown.
 *
 * @param name of the deployment
 * @param tariff that priced it
 * @param requests that were answered, or asked about
 * @param cold those that started an instance
 * @param turnedAway those that no instance had, which cost nothing
 * @param bill of all of it
 * @param stages of its cold starts, where they were recorded
 */
public record Priced(
    String name,
    Tariff tariff,
    long requests,
    long cold,
    long turnedAway,
    Bill bill,
    Optional<StageCosts> stages) {
  /** Without stages or calls turned away, as nobody recorded any. */
  public static Priced estimate(Tariff tariff, long requests, long cold, Usage usage) {
    return new Priced(
        tariff.system().label(), tariff, requests, cold, 0, tariff.bill(usage), Optional.empty());
  }
}
