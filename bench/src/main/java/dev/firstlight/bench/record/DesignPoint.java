package dev.firstlight.bench.record;

import java.util.Collection;

/**
 * One way to serve the model: a point of the design space, and a row of a comparison.
 *
 * @param target what runs the instances: {@code lambda}, {@code gcf}, {@code server}
 * @param runtime the serving runtime, as {@code --runtime} names it: {@code onnx}
 * @param store where instances find the model: {@code file}, {@code s3}, or the URL of a store
 */
public record DesignPoint(String target, String runtime, String store) {
  public DesignPoint {
    if (target.isBlank() || runtime.isBlank() || store.isBlank()) {
      throw new IllegalArgumentException("a design point names its target, runtime and store");
    }
  }

  /**
   * Its name among others: the target, and what else tells it from them.
   *
   * @param points all of them, itself too
   */
  public String among(Collection<DesignPoint> points) {
    boolean runtimes = points.stream().map(DesignPoint::runtime).distinct().count() > 1;
    boolean stores = points.stream().map(DesignPoint::store).distinct().count() > 1;
    return target + (runtimes ? " " + runtime : "") + (stores ? " " + store : "");
  }

  /** All three, for logs. */
  @Override
  public String toString() {
    return target + " " + runtime + " " + store;
  }
}
