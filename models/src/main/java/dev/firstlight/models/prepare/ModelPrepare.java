package dev.firstlight.models.prepare;

import dev.firstlight.coldstart.Machine;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Preparation;
import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.model.Requirements;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.platform.CpuShare;
import dev.firstlight.runtime.ArtifactPreparer;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Adds a prepared artifact to a package; see the package's description. Stateless but for that. */
public final class ModelPrepare {
  private final List<ServingRuntime> runtimes;
  private final Consumer<String> say;

  /**
   * @param runtimes that there are
   * @param say hears what takes a while
   */
  public ModelPrepare(List<ServingRuntime> runtimes, Consumer<String> say) {
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
      return new Preparing(directory, manifest, portable, runtime, running, amendment)
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

  /** One preparation. */
  private final class Preparing {
    private final Path directory;
    private final ModelManifest manifest;
    private final Artifact portable;
    private final ServingRuntime runtime;
    private final RuntimeOptions options;
    private final PackageAmendment amendment;
    private final Map<Form, Path> folders = new LinkedHashMap<>();
    private final Map<Form, List<Path>> files = new LinkedHashMap<>();

    Preparing(
        Path directory,
        ModelManifest manifest,
        Artifact portable,
        ServingRuntime runtime,
        RuntimeOptions options,
        PackageAmendment amendment) {
      this.directory = directory;
      this.manifest = manifest;
      this.portable = portable;
      this.runtime = runtime;
      this.options = options;
      this.amendment = amendment;
    }

    PreparedPackage run(Requirements requires, int predictions) throws IOException {
      LocalArtifact plain = local(portable, directory);
      List<List<Tensor>> inputs =
          new SampleInputs(directory, manifest, options)
              .of(portable, runtime.load(plain, options));
      FormTrial trial = new FormTrial(runtime, options, inputs, System::nanoTime);
      List<Tensor> expected = trial.outputs(plain);
      Map<String, LocalArtifact> right = new LinkedHashMap<>();
      right.put(Preparation.PORTABLE, plain);
      List<String> refused = new ArrayList<>();
      ArtifactPreparer preparer = runtime.preparer().orElseThrow();
      for (Form form : preparer.forms()) {
        say.accept("writing the form " + form.word());
        LocalArtifact written = write(preparer, plain, form, requires);
        Optional<String> difference = Closeness.difference(expected, trial.outputs(written));
        if (difference.isEmpty()) {
          right.put(form.word(), written);
        } else {
          refused.add("; " + form.word() + " was not considered, as its " + difference.get());
        }
      }
      say.accept("measuring " + String.join(", ", right.keySet()));
      List<Measured> measured = trial.measure(right);
      FormChoice choice =
          FormChoice.of(measured.get(0), measured.subList(1, measured.size()), predictions);
      String why = choice.why() + String.join("", refused);
      return committed(choice, why, measured, requires);
    }

    private LocalArtifact write(
        ArtifactPreparer preparer, LocalArtifact plain, Form form, Requirements requires)
        throws IOException {
      Path folder = amendment.folder(form.word());
      List<Path> written = preparer.prepare(plain, form, folder, options);
      folders.put(form, folder);
      files.put(form, written);
      // For the trial only: what is in the package is digested once it is chosen.
      List<PackageFile> stand =
          written.stream().map(file -> new PackageFile(file.toString(), 0, "0".repeat(64))).toList();
      return local(
          artifact(
              form.word(), stand, requires, new Preparation(portable.name(), form, "", List.of())),
          folder);
    }

    private LocalArtifact local(Artifact artifact, Path folder) {
      Map<String, Path> places = new HashMap<>();
      artifact.files().forEach(file -> places.put(file.path(), folder.resolve(file.path())));
      return new LocalArtifact(artifact, places, manifest.inputs(), manifest.outputs());
    }

    private Artifact artifact(
        String name, List<PackageFile> listed, Requirements requires, Preparation prepared) {
      return new Artifact(
          name, portable.runtime(), listed, portable.layout(), requires, Optional.of(prepared));
    }

    private PreparedPackage committed(
        FormChoice choice, String why, List<Measured> measured, Requirements requires)
        throws IOException {
      Optional<Artifact> added = Optional.empty();
      if (choice.form().isPresent()) {
        Form form = choice.form().get();
        String name = portable.name() + "-" + form.word();
        List<PackageFile> taken = amendment.take(name, folders.get(form), files.get(form));
        String unique = taken.get(0).path().split("/")[1];
        Preparation prepared = new Preparation(portable.name(), form, why, measured);
        added = Optional.of(artifact(unique, taken, requires, prepared));
      }
      List<Artifact> artifacts = new ArrayList<>();
      for (Artifact artifact : manifest.artifacts()) {
        boolean replaced =
            artifact.prepared().filter(one -> one.from().equals(portable.name())).isPresent()
                && artifact.requires().equals(requires);
        if (artifact == portable) {
          added.ifPresent(artifacts::add);
        }
        if (!replaced) {
          artifacts.add(artifact);
        }
      }
      ModelManifest amended = manifest.withArtifacts(artifacts);
      amendment.commit(amended);
      return new PreparedPackage(amended, added, why, measured);
    }
  }
}
