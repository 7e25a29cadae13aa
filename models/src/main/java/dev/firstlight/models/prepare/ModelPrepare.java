package dev.firstlight.models.prepare;

import dev.firstlight.coldstart.Machine;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Requirements;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.platform.CpuShare;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/** Adds a prepared artifact to a package; see the package's description. Stateless but for that. */
public final class ModelPrepare {
  private final List<ServingRuntime> runtimes;
  private final Consumer<String> say;

  /**
   * @param say hears what takes a while
   */
  public ModelPrepare(Consumer<String> say) {
    this(
        ServiceLoader.load(ServingRuntime.class).stream().map(ServiceLoader.Provider::get).toList(),
        say);
  }

  /**
   * @param runtimes that there are
   * @param say hears what takes a while
   */
  ModelPrepare(List<ServingRuntime> runtimes, Consumer<String> say) {
    this.runtimes = List.copyOf(runtimes);
    this.say = say;
  }

  /**
   * Prepares the package there. Its other artifacts stay; a prepared one for a machine of the same
   * kind is replaced.
   *
   * @throws StartException of kind CONFIGURATION if nothing in it can be prepared here, PACKAGE or
   *     DIGEST if it is damaged, MODEL if the runtime refuses it, STORE if files cannot be written
   */
  public PreparedPackage run(Path directory, PrepareOptions options) {
    try (PackageAmendment amendment = amendment(directory)) {
      ModelManifest manifest = PackageVerifier.verify(directory);
      Artifact portable = portable(manifest, options);
      ServingRuntime runtime = runtime(portable).orElseThrow();
      Requirements requires = requirements(runtime);
      RuntimeOptions running = running(options);
      runtime.importLibraries(running);
      return new PreparationRun(directory, manifest, portable, runtime, running, amendment, say)
          .run(requires, options.predictions());
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "package \"%s\" cannot be prepared: %s".formatted(directory, e),
          e);
    }
  }

  private static PackageAmendment amendment(Path directory) throws IOException {
    if (!directory.resolve(ModelManifest.FILE).toFile().isFile()) {
      PackageVerifier.verify(directory); // says that there is no package
    }
    return PackageAmendment.of(directory);
  }

  private Artifact portable(ModelManifest manifest, PrepareOptions options) {
    List<String> possible = new ArrayList<>();
    for (Artifact artifact : manifest.artifacts()) {
      if (artifact.requires().isPortable() && runtime(artifact).isPresent()) {
        if (options.artifact().isEmpty() || options.artifact().get().equals(artifact.name())) {
          return artifact;
        }
        possible.add(artifact.name());
      }
    }
    throw new StartException(
        StartException.Kind.CONFIGURATION,
        options.artifact().isPresent()
            ? "model \"%s\" has no artifact \"%s\" that can be prepared; it has %s"
                .formatted(
                    manifest.name(),
                    options.artifact().get(),
                    possible.isEmpty() ? "none" : String.join(", ", possible))
            : "model \"%s\" has no artifact that can be prepared: its artifacts are for %s, and only those for onnx can be"
                .formatted(
                    manifest.name(),
                    String.join(
                        ", ",
                        manifest.artifacts().stream().map(Artifact::runtime).distinct().toList())));
  }

  private Optional<ServingRuntime> runtime(Artifact artifact) {
    return runtimes.stream()
        .flatMap(one -> one.named(artifact.runtime()).stream())
        .filter(one -> one.preparer().isPresent())
        .findFirst();
  }

  private static Requirements requirements(ServingRuntime runtime) {
    return Machine.here()
        .requirements(runtime.version())
        .orElseThrow(
            () ->
                new StartException(
                    StartException.Kind.CONFIGURATION,
                    "this system does not say which vector instruction sets its processor has, so no later start could tell whether it may use what is prepared here; prepare on Linux"));
  }

  private static RuntimeOptions running(PrepareOptions options) {
    CpuShare share = CpuShare.ofThisProcess(Optional.empty());
    return new RuntimeOptions(
        options.cache(),
        Optional.empty(),
        share.threads(),
        share.allowsSpinning(),
        new Buffers(64L << 20));
  }
}
