package dev.firstlight.coldstart;

import dev.firstlight.coldstart.ColdStartRecord.PassedOver;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The artifact to load: the first, in the manifest's order, whose runtime is here and can use the
 * device, and whose requirements hold.
 *
 * @param artifact the one chosen
 * @param runtime what loads it
 * @param passedOver those before it, and why they could not be used
 */
record ArtifactChoice(Artifact artifact, ServingRuntime runtime, List<PassedOver> passedOver) {
  static ArtifactChoice of(
      ModelManifest manifest,
      Optional<String> wantedRuntime,
      List<ServingRuntime> runtimes,
      Machine machine,
      RuntimeOptions options) {
    List<PassedOver> passedOver = new ArrayList<>();
    boolean isDeviceToBlame = false;
    for (Artifact artifact : manifest.artifacts()) {
      String runtimeName = artifact.runtime();
      if (wantedRuntime.filter(wanted -> !wanted.equals(runtimeName)).isPresent()) {
        continue;
      }
      Optional<ServingRuntime> runtime =
          runtimes.stream().flatMap(one -> one.named(runtimeName).stream()).findFirst();
      if (runtime.isEmpty()) {
        passedOver.add(
            new PassedOver(
                artifact.name(),
                "needs the serving runtime \""
                    + runtimeName
                    + "\", which is not on the class path"
                    + " (it has "
                    + names(runtimes)
                    + ")"));
        continue;
      }
      Optional<String> lack;
      try {
        Device device = runtime.get().place(options).device();
        lack = lack(artifact, device, machine, runtime.get());
      } catch (StartException e) {
        isDeviceToBlame = true;
        lack = Optional.of(e.getMessage());
      }
      if (lack.isEmpty()) {
        return new ArtifactChoice(artifact, runtime.get(), passedOver);
      }
      passedOver.add(new PassedOver(artifact.name(), lack.get()));
    }
    throw new StartException(
        isDeviceToBlame ? StartException.Kind.RUNTIME : StartException.Kind.PACKAGE,
        none(manifest, wantedRuntime, passedOver, runtimes));
  }

  /** Why it cannot be loaded here; empty if it can. */
  private static Optional<String> lack(
      Artifact artifact, Device device, Machine machine, ServingRuntime runtime) {
    if (device.isGpu() && artifact.requires().instructionSet().isPresent()) {
      return Optional.of(
          "is made for CPUs with %s, and the device is %s"
              .formatted(artifact.requires().instructionSet().get(), device.word()));
    }
    return machine.lacks(artifact.requires(), runtime.version());
  }

  private static String none(
      ModelManifest manifest,
      Optional<String> wantedRuntime,
      List<PassedOver> passedOver,
      List<ServingRuntime> runtimes) {
    if (passedOver.isEmpty()) {
      return "model \"%s\" has no artifact for the runtime \"%s\", which the setting runtime names; its artifacts are for %s, and the class path has %s"
          .formatted(
              manifest.name(),
              wantedRuntime.orElse(""),
              String.join(
                  ", ", manifest.artifacts().stream().map(Artifact::runtime).distinct().toList()),
              names(runtimes));
    }
    List<String> reasons =
        passedOver.stream().map(over -> over.artifact() + " " + over.reason()).toList();
    return "no artifact of model \"%s\" can be loaded here: %s"
        .formatted(manifest.name(), String.join("; ", reasons));
  }

  private static String names(List<ServingRuntime> runtimes) {
    return runtimes.isEmpty()
        ? "none; add firstlight-onnx"
        : String.join(", ", runtimes.stream().flatMap(one -> one.names().stream()).toList());
  }
}
