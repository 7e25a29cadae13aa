package dev.firstlight.models.network;

import dev.firstlight.models.graph.SeededNumbers;

/**
 * Images of discs that lie on each other like fallen leaves, small ones more often than large ones:
 * simple, yet with the edges, the flat areas and the spectrum of photographs (Lee, Mumford and
 * Huang 2001, doi 10.1023/A:1011109015675). Values lie in [−1, 1].
 */
final class SyntheticImages {
  private static final int DISCS = 400;
  private static final double LARGEST_RADIUS = 0.5;
  private static final double SMALLEST_RADIUS = 0.01;

  private SyntheticImages() {}

  static Activations of(Features features, int count, SeededNumbers numbers) {
    float[][] samples = new float[count][];
    for (int i = 0; i < count; i++) {
      samples[i] = image(features, numbers);
    }
    return new Activations(features, samples);
  }

  /**
   * What makes one image unlike the next, as photographs are: how bright, how rich in contrast and
   * how much of it is flat.
   */
  private record Look(double exposure, double contrast, double smallestRadius) {
    static Look next(SeededNumbers numbers) {
      return new Look(
          0.45 * numbers.next(),
          0.1 + 0.6 * numbers.nextUniform(),
          SMALLEST_RADIUS
              * StrictMath.pow(LARGEST_RADIUS / SMALLEST_RADIUS / 2, numbers.nextUniform()));
    }

    /** A radius of which there are as many per area at every size: density {@code r^-3}. */
    double radius(double part) {
      double largest = 1 / (LARGEST_RADIUS * LARGEST_RADIUS);
      double smallest = 1 / (smallestRadius * smallestRadius);
      return 1 / Math.sqrt(largest + part * (smallest - largest));
    }
  }

  private static float[] image(Features features, SeededNumbers numbers) {
    float[] image = new float[features.values()];
    Look look = Look.next(numbers);
    int side = Math.min(features.height(), features.width());
    // The largest first, so that they cannot hide the others.
    for (int disc = 0; disc < DISCS; disc++) {
      double radius = side * look.radius((disc + numbers.nextUniform()) / DISCS);
      paint(image, features, radius, look, numbers);
    }
    return image;
  }

  private static void paint(
      float[] image, Features features, double radius, Look look, SeededNumbers numbers) {
    double x = features.width() * numbers.nextUniform();
    double y = features.height() * numbers.nextUniform();
    double brightness = look.exposure() + look.contrast() * numbers.next();
    double shadeRight = look.contrast() / 3 * numbers.next() / radius;
    double shadeDown = look.contrast() / 3 * numbers.next() / radius;
    double[] colour = new double[features.channels()];
    for (int channel = 0; channel < colour.length; channel++) {
      colour[channel] = brightness + look.contrast() / 3 * numbers.next();
    }
    int area = features.height() * features.width();
    int bottom = (int) Math.min(features.height() - 1, y + radius);
    int right = (int) Math.min(features.width() - 1, x + radius);
    for (int row = (int) Math.max(0, y - radius); row <= bottom; row++) {
      for (int column = (int) Math.max(0, x - radius); column <= right; column++) {
        double across = column - x;
        double down = row - y;
        if (across * across + down * down <= radius * radius) {
          double shade = across * shadeRight + down * shadeDown;
          for (int channel = 0; channel < colour.length; channel++) {
            image[channel * area + row * features.width() + column] =
                (float) Math.min(Math.max(colour[channel] + shade, -1), 1);
          }
        }
      }
    }
  }
}
