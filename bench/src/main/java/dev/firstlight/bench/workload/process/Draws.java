package dev.firstlight.bench.workload.process;

import java.util.SplittableRandom;

/**
 * Random numbers of one purpose. The algorithm is SplitMix64 (Steele, Lea and Flood, OOPSLA 2014),
 * of which {@code SplittableRandom.nextLong} is the implementation; everything else is made of its
 * 64 bits here, as the JDK promises no algorithm for its other methods. For one thread.
 */
public final class Draws {
  /** What numbers are for: each has a seed of its own, so that one cannot disturb another. */
  public enum Purpose {
    /** The times at which a process changes its rate. */
    PATH(0),
    /** The times of arrivals. */
    ARRIVALS(1),
    /** The payload of each arrival. */
    PAYLOADS(2),
    /** Which arrivals of a trace are kept. */
    SAMPLE(3);

    private final int place;

    Purpose(int place) {
      this.place = place;
    }
  }

  private final SplittableRandom random;

  private Draws(SplittableRandom random) {
    this.random = random;
  }

  /** The numbers of one purpose: seeded by as many outputs of the seed's generator as it is far. */
  public static Draws of(long seed, Purpose purpose) {
    SplittableRandom seeds = new SplittableRandom(seed);
    long own = seeds.nextLong();
    for (int i = 0; i < purpose.place; i++) {
      own = seeds.nextLong();
    }
    return new Draws(new SplittableRandom(own));
  }

  /** Uniform in [0, 1), a multiple of 2^-53. */
  public double uniform() {
    return (random.nextLong() >>> 11) * 0x1p-53;
  }

  /** Exponential with mean 1. */
  public double exponential() {
    return -StrictMath.log(1 - uniform());
  }

  /** Uniform in 0 to {@code bound} - 1. */
  public int index(int bound) {
    return (int) (uniform() * bound);
  }
}
