package dev.firstlight.models.prepare;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Preparation;
import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.model.Requirements;
import dev.firstlight.runtime.ArtifactPreparer;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One preparation: write the forms, compare what they predict, measure, keep the best. */
final class PreparationRun {
  private final Path directory;
  private final ModelManifest manifest;
  private final Artifact portable;
  private final ServingRuntime runtime;
  private final RuntimeOptions options;
  private final PackageAmendment amendment;
  private final Consumer<String> say;
  private final Map<Form, Written> written = new EnumMap<>(Form.class);

  /** Files that were written to a folder. */
  private record Written(Path folder, List<Path> files) {}

  PreparationRun(
      Path directory,
      ModelManifest manifest,
      Artifact portable,
      ServingRuntime runtime,
      RuntimeOptions options,
      PackageAmendment amendment,
      Consumer<String> say) {
    this.directory = directory;
    this.manifest = manifest;
    this.portable = portable;
    this.runtime = runtime;
    this.options = options;
    this.amendment = amendment;
    this.say = say;
  }

  PreparedPackage run(Requirements requires, int predictions) throws IOException {
    LocalArtifact plain = local(portable, directory);
    List<List<Tensor>> inputs =
        new SampleInputs(directory, manifest, options).of(portable, runtime.load(plain, options));
    FormTrial trial = new FormTrial(runtime, options, inputs, System::nanoTime);
    List<Tensor> expected = trial.outputs(plain);
    Map<String, LocalArtifact> right = new LinkedHashMap<>();
    right.put(Preparation.PORTABLE, plain);
    List<String> refused = new ArrayList<>();
    Closeness closeness = Closeness.of(manifest.postprocessing());
    ArtifactPreparer preparer = runtime.preparer().orElseThrow();
    for (Form form : preparer.forms()) {
      say.accept("writing the form " + form.word());
      LocalArtifact candidate = write(preparer, plain, form, requires);
      Optional<String> difference = closeness.difference(expected, trial.outputs(candidate));
      if (difference.isEmpty()) {
        right.put(form.word(), candidate);
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
    List<Path> files = preparer.prepare(plain, form, folder, options);
    written.put(form, new Written(folder, files));
    // For the trial only: what is in the package is digested once it is chosen.
    List<PackageFile> stand =
        files.stream().map(file -> new PackageFile(file.toString(), 0, "0".repeat(64))).toList();
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
      Written one = Objects.requireNonNull(written.get(form));
      say.accept("keeping the form " + form.word());
      List<PackageFile> taken = amendment.take(name, one.folder(), one.files());
      String unique = Path.of(taken.get(0).path()).getName(1).toString();
      Preparation prepared = new Preparation(portable.name(), form, why, measured);
      added = Optional.of(artifact(unique, taken, requires, prepared));
    }
    List<Artifact> artifacts = new ArrayList<>();
    for (Artifact artifact : manifest.artifacts()) {
      boolean replaced =
          artifact.prepared().filter(made -> made.from().equals(portable.name())).isPresent()
              && artifact.requires().equals(requires);
      if (artifact.equals(portable)) {
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
