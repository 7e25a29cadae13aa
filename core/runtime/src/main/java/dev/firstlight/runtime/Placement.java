package dev.firstlight.runtime;

import java.util.Optional;

/**
 * Where a model runs.
 *
 * @param device the CPU or a GPU
 * @param reason why not on a GPU, where that was left to the runtime
 */
public record Placement(Device device, Optional<String> reason) {
  /** On the CPU, as was asked. */
  public static final Placement CPU = new Placement(Device.CPU, Optional.empty());

  public Placement {
    if (device.kind() == Device.Kind.AUTO) {
      throw new IllegalArgumentException("a model runs on a device, not on \"auto\"");
    }
  }

  /** On that device, as was asked. */
  public static Placement on(Device device) {
    return new Placement(device, Optional.empty());
  }

  /** On the CPU, since no GPU can be used. */
  public static Placement onCpuBecause(String reason) {
    return new Placement(Device.CPU, Optional.of(reason));
  }
}
