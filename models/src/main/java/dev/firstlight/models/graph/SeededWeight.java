package dev.firstlight.models.graph;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A weight of uniform random numbers that are made anew for every reader, so that one of 400 MB
 * costs no more memory than one of its rows. Stateless.
 */
public final class SeededWeight implements Weight {
  private final WeightSpec spec;
  private final long seed;
  private final int part;
  private final double deviation;
  private final boolean centred;

  private SeededWeight(WeightSpec spec, long seed, int part, double deviation, boolean centred) {
    spec.rowLength();
    this.spec = spec;
    this.seed = seed;
    this.part = part;
    this.deviation = deviation;
    this.centred = centred;
  }

  /**
   * Independent numbers.
   *
   * @param part tells the weights of one seed apart
   * @param deviation their standard deviation
   */
  public static SeededWeight of(WeightSpec spec, long seed, int part, double deviation) {
    return new SeededWeight(spec, seed, part, deviation, false);
  }

  /** The same, but the mean of each row is taken from it, so that the row sums to zero. */
  public static SeededWeight centred(WeightSpec spec, long seed, int part, double deviation) {
    return new SeededWeight(spec, seed, part, deviation, true);
  }

  @Override
  public WeightSpec spec() {
    return spec;
  }

  @Override
  public float[] values() {
    float[] values = new float[Math.toIntExact(spec.shape().elements())];
    int[] at = {0};
    try {
      forEachRow(
          row -> {
            System.arraycopy(row, 0, values, at[0], row.length);
            at[0] += row.length;
          });
    } catch (IOException e) {
      throw new UncheckedIOException("copying in memory", e);
    }
    return values;
  }

  @Override
  public void forEachRow(RowSink sink) throws IOException {
    SeededNumbers numbers = SeededNumbers.of(seed, part);
    float[] row = new float[spec.rowLength()];
    for (long left = spec.shape().elements(); left > 0; left -= row.length) {
      numbers.fillUniform(row, deviation);
      if (centred) {
        centre(row);
      }
      sink.accept(row);
    }
  }

  private static void centre(float[] row) {
    double sum = 0;
    for (float value : row) {
      sum += value;
    }
    double mean = sum / row.length;
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) (row[i] - mean);
    }
  }
}
