package dev.firstlight.models.network;

import dev.firstlight.models.graph.SeededNumbers;

/** Runs a network in plain arithmetic, as it is before any exporter touches it. */
public final class ReferenceRun {
  private ReferenceRun() {}

  public static float[] scores(Network network, long seed, float[] pixels) {
    Activations activations = new Activations(network.input(), new float[][] {pixels});
    new SeededWeights(network, seed).forEach(activations::apply);
    return activations.sample(0);
  }

  public static float[] noise(Features features, long seed) {
    return SeededNumbers.of(seed, 0).fill(new float[features.values()], 1);
  }
}
