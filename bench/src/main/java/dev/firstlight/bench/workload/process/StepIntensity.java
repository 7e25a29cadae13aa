package dev.firstlight.bench.workload.process;

import java.util.Arrays;

/** A rate that is constant between times at which it steps. */
public final class StepIntensity implements Intensity {
  private double[] starts = new double[16];
  private double[] rates = new double[16];
  private double[] masses = new double[16];
  private int count;
  private final double end;
  private final double total;

  private StepIntensity(double end, double total) {
    this.end = end;
    this.total = total;
  }

  /** One rate for so many seconds. */
  public static StepIntensity constant(double rate, double seconds) {
    return new Builder(seconds).step(0, rate).build();
  }

  /** Bursts and silences that are as long as the process's are on average, from a burst on. */
  public static StepIntensity onOff(Mmpp process, double seconds) {
    Builder path = new Builder(seconds);
    double period = process.sojournHigh() + process.sojournLow();
    long periods = (long) Math.ceil(seconds / period);
    if (periods > 1_000_000) {
      throw Rates.usage(
          "bursts and silences of %s s are too short for %s s: more than a million"
              .formatted(period, seconds));
    }
    for (long i = 0; i < periods; i++) {
      path.step(i * period, process.high());
      if (i * period + process.sojournHigh() < seconds) {
        path.step(i * period + process.sojournHigh(), process.low());
      }
    }
    return path.build();
  }

  @Override
  public double total() {
    return total;
  }

  /** Seconds at which it ends. */
  public double end() {
    return end;
  }

  /** Seconds during which the rate is that one. */
  public double secondsAt(double rate) {
    double seconds = 0;
    for (int i = 0; i < count; i++) {
      if (rates[i] == rate) {
        seconds += (i + 1 < count ? starts[i + 1] : end) - starts[i];
      }
    }
    return seconds;
  }

  /** How many times the rate steps. */
  public int steps() {
    return count - 1;
  }

  /** When the n-th step, from 0, begins, in seconds. */
  public double start(int n) {
    return starts[n];
  }

  /** The rate from the n-th step, from 0, a second. */
  public double rate(int n) {
    return rates[n];
  }

  @Override
  public Inverse inverse() {
    return new Inverse() {
      private int at;

      @Override
      public double seconds(double mass) {
        while (at + 1 < count && mass > masses[at + 1]) {
          at++;
        }
        return rates[at] == 0
            ? starts[at]
            : Math.min(end, starts[at] + (mass - masses[at]) / rates[at]);
      }
    };
  }

  /** Collects steps in order. */
  static final class Builder {
    private final double end;
    private final StepIntensity made;
    private double mass;

    Builder(double end) {
      this.end = end;
      this.made = new StepIntensity(end, 0);
    }

    Builder step(double start, double rate) {
      if (made.count > 0) {
        mass += (start - made.starts[made.count - 1]) * made.rates[made.count - 1];
      }
      if (made.count == made.starts.length) {
        made.starts = Arrays.copyOf(made.starts, 2 * made.count);
        made.rates = Arrays.copyOf(made.rates, 2 * made.count);
        made.masses = Arrays.copyOf(made.masses, 2 * made.count);
      }
      made.starts[made.count] = start;
      made.rates[made.count] = rate;
      made.masses[made.count] = mass;
      made.count++;
      return this;
    }

    StepIntensity build() {
      double all = mass + (end - made.starts[made.count - 1]) * made.rates[made.count - 1];
      StepIntensity built = new StepIntensity(end, all);
      built.starts = made.starts;
      built.rates = made.rates;
      built.masses = made.masses;
      built.count = made.count;
      return built;
    }
  }
}
