package dev.firstlight.bench.workload.process;

/**
 * A rate that swings between two values as a cosine: lowest at the beginning and after every
 * period, highest half a period later.
 *
 * @param high highest rate, a second
 * @param low lowest rate, a second
 * @param period of the swing, seconds
 * @param seconds length
 */
public record Diurnal(double high, double low, double period, double seconds) implements Intensity {
  private static final int HALVINGS = 60;

  public Diurnal {
    Rates.check("--high", high);
    Rates.check("--low", low);
    if (low > high) {
      throw Rates.usage("--low %s is above --high %s".formatted(low, high));
    }
  }

  @Override
  public double total() {
    return mass(seconds);
  }

  /** Expected arrivals in the first so many seconds. */
  double mass(double until) {
    double turn = 2 * Math.PI / period;
    return (high + low) / 2 * until - (high - low) / 2 * StrictMath.sin(turn * until) / turn;
  }

  @Override
  public Inverse inverse() {
    return new Inverse() {
      private double least;

      @Override
      public double seconds(double mass) {
        double low = least;
        double most = seconds;
        // Halving rather than Newton's method: where the lowest rate is 0 the slope vanishes.
        for (int i = 0; i < HALVINGS && most - low > 1e-9; i++) {
          double middle = (low + most) / 2;
          if (mass(middle) < mass) {
            low = middle;
          } else {
            most = middle;
          }
        }
        least = low;
        return most;
      }
    };
  }
}
