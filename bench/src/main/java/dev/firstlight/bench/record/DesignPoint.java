package dev.firstlight.bench.record;

import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * One way to serve the model: a point of the design space, and a row of a comparison.
 *
 * @param target what runs the instances: {@code lambda}, {@code gcf}, {@code server}
 * @param runtime the serving runtime, as {@code --runtime} names it: {@code onnx}
 * @param store where instances find the model: {@code file}, {@code s3}, or the URL of a store
 * @param memoryMegabytes that an instance is granted, and the CPU time that comes with it; empty
 *     for all that the machine has
 */
public record DesignPoint(
    String target, String runtime, String store, OptionalInt memoryMegabytes) {
  /** Targets that are not deployments of Firstlight, but what it is compared against. */
  public static final List<String> PEERS = List.of("python", "node", "plain-java", "djl");

  public DesignPoint {
    if (target.isBlank() || runtime.isBlank() || store.isBlank()) {
      throw new IllegalArgumentException("a design point names its target, runtime and store");
    }
  }

  /** A point with all that the machine has. */
  public DesignPoint(String target, String runtime, String store) {
    this(target, runtime, store, OptionalInt.empty());
  }

  /** Whether it is what Firstlight is compared against. */
  public boolean isPeer() {
    return PEERS.contains(target);
  }

  /**
   * Its name among others: the target, and what else tells it from them.
   *
   * @param points all of them, itself too
   */
  public String among(Collection<DesignPoint> points) {
    boolean runtimes = points.stream().map(DesignPoint::runtime).distinct().count() > 1;
    boolean stores = points.stream().map(DesignPoint::store).distinct().count() > 1;
    boolean memories = points.stream().map(DesignPoint::memoryMegabytes).distinct().count() > 1;
    return target
        + (runtimes ? " " + runtime : "")
        + (memories ? memory() : "")
        + (stores ? " " + store : "");
  }

  private String memory() {
    return memoryMegabytes.isPresent() ? " " + memoryMegabytes.getAsInt() + " MB" : "";
  }

  /** All of it, for logs. */
  @Override
  public String toString() {
    return target + " " + runtime + " " + store + memory();
  }
}
