package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.PackageWriter;
import dev.firstlight.models.export.Content;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes a package of a model that somebody has: copies its files, opens the copy, finds out what it
 * takes and returns, and runs the package once before it gets its name. Nothing is left of an
 * import that fails.
 */
public final class ModelImport {
  private static final String UNKNOWN_LICENCE = "unknown";
  private static final long MAX_IDLE_BYTES = 1 << 20;

  private final Consumer<String> say;
  private final RuntimeSearch runtimes;

  /**
   * With the serving runtimes on the class path, and no others.
   *
   * @param say hears every guess, and what is worth knowing
   */
  public ModelImport(Consumer<String> say) {
    this(say, MoreRuntimes.NONE);
  }

  /**
   * @param say hears every guess, and what is worth knowing
   * @param more is asked for a serving runtime that the class path lacks
   */
  public ModelImport(Consumer<String> say, MoreRuntimes more) {
    this.say = say;
    this.runtimes = new RuntimeSearch(more);
  }

  /**
   * Imports.
   *
   * @throws StartException of kind CONFIGURATION if something must be known that was not said, with
   *     all such questions at once, or if what was said does not fit the model; PACKAGE if the file
   *     is no model, or another package lies there and is not to be replaced; RUNTIME if no serving
   *     runtime for it is to be had; MODEL if it cannot be loaded or run; STORE if reading or
   *     writing fails
   */
  public BuiltPackage run(ImportRequest request) {
    Findings findings = new Findings(request, say);
    ImportTask task = ImportTask.named(request.task().orElse("tensors"));
    ChoiceChecks.check(request, task);
    ModelFiles files = ModelFinder.find(request.source(), request.runtime());
    RuntimeSearch.Found found = runtimes.find(files);
    ServingRuntime runtime = found.runtime();
    for (String output : files.otherOutputs()) {
      findings.note("output \"" + output + "\" is no tensor and cannot be served; it is left out");
    }
    try (PackageWriter writer = PackageWriter.to(request.directory(), request.replace())) {
      findings.note(
          "\"%s\" is %s, loaded by %s %s"
              .formatted(request.source(), files.format(), runtime.name(), runtime.version()));
      Signature.askForWhatIsNotTold(files, request, findings);
      Artifact artifact = copy(files, writer);
      Signature signature = signature(runtime, artifact, request, task, writer, findings);
      Trial.check(request, task, signature.probe());
      ModelManifest manifest = manifest(request, task, artifact, signature, writer, findings);
      return writer.commit(manifest, directory -> Trial.run(directory, request, found.libraries()));
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "package \"%s\" cannot be written: %s".formatted(request.directory(), e),
          e);
    } catch (NoClassDefFoundError e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "there is the serving runtime \"%s\", but not all that it needs: %s is missing"
              .formatted(files.runtime(), e.getMessage()),
          e);
    }
  }

  private static Artifact copy(ModelFiles files, PackageWriter writer) throws IOException {
    List<PackageFile> copied = new ArrayList<>();
    for (ModelFiles.Item item : files.items()) {
      copied.add(add(writer, item.path(), item.file()));
    }
    // A runtime of another DJL engine has a colon in its name; an artifact's name is free.
    return new Artifact(
        files.runtime(), files.runtime(), copied, Optional.empty(), Requirements.NONE);
  }

  private static PackageFile add(PackageWriter writer, String path, Path file) throws IOException {
    return writer.add(path, stream -> Files.copy(file, stream));
  }

  private Signature signature(
      ServingRuntime runtime,
      Artifact artifact,
      ImportRequest request,
      ImportTask task,
      PackageWriter writer,
      Findings findings) {
    RuntimeOptions options =
        new RuntimeOptions(
            request.cache(),
            Optional.empty(),
            Runtime.getRuntime().availableProcessors(),
            false,
            new Buffers(MAX_IDLE_BYTES));
    Map<String, Path> paths = new HashMap<>();
    for (PackageFile file : artifact.files()) {
      paths.put(file.path(), writer.building().resolve(file.path()));
    }
    runtime.importLibraries(options);
    LocalArtifact local = new LocalArtifact(artifact, paths, request.inputs(), request.outputs());
    LoadedModel model = runtime.load(local, options);
    boolean over = true;
    try {
      Signature signature = Signature.of(model, request, Trial.needsProbe(request, task));
      over = signature.probe().over();
      findings.note("inputs  " + Signature.list(signature.inputs()));
      findings.note("outputs " + Signature.list(signature.outputs()));
      return signature;
    } finally {
      if (over) {
        model.close();
      }
    }
  }

  private ModelManifest manifest(
      ImportRequest request,
      ImportTask task,
      Artifact artifact,
      Signature signature,
      PackageWriter writer,
      Findings findings)
      throws IOException {
    Optional<Preprocessing> before = preprocessing(request, task, signature, findings);
    Optional<Postprocessing> after = postprocessing(request, task, signature, findings);
    findings.check();
    List<PackageFile> common = new ArrayList<>();
    if (before.orElseThrow() instanceof Preprocessing.Text text) {
      Path tokenizer =
          new TextPlan(request.texts(), request.source(), new Findings(request, line -> {}))
              .tokenizer()
              .orElseThrow(() -> Findings.refused("a text model needs --tokenizer"));
      common.add(add(writer, text.text().tokenizer(), tokenizer));
    }
    if (after.orElseThrow() instanceof Postprocessing.Classification classes
        && classes.labels().isPresent()) {
      byte[] lines =
          (String.join("\n", request.labels().orElseThrow()) + "\n")
              .getBytes(StandardCharsets.UTF_8);
      common.add(writer.add(classes.labels().get(), Content.of(lines)));
    }
    List<WarmupSample> warmup = new ArrayList<>();
    for (ImportSample sample : Trial.samples(request, task)) {
      if (sample instanceof ImportSample.File file) {
        common.add(writer.add(file.path(), file.content()));
        warmup.add(new WarmupSample.File(file.path(), file.mediaType()));
      } else if (sample instanceof ImportSample.Text text) {
        warmup.add(new WarmupSample.Text(text.text()));
      }
    }
    if (request.licence().isEmpty()) {
      findings.note("its licence is not known; name it with --licence before it is served");
    }
    try {
      return new ModelManifest(
          request.name(),
          request.version(),
          task.word(),
          request.licence().orElse(UNKNOWN_LICENCE),
          request.provenance().orElse("imported from " + request.source().getFileName()),
          signature.inputs(),
          signature.outputs(),
          before.get(),
          after.get(),
          warmup,
          common,
          List.of(artifact));
    } catch (IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "\"%s\" cannot become a package for %s: %s"
              .formatted(request.source(), task.word(), e.getMessage()),
          e);
    }
  }

  private static Optional<Preprocessing> preprocessing(
      ImportRequest request, ImportTask task, Signature signature, Findings findings) {
    if (request.preprocessing().isPresent()) {
      return request.preprocessing();
    }
    return switch (task.before()) {
      case NOTHING -> Optional.of(new Preprocessing.None());
      case IMAGES -> new ImagePlan(request.images(), findings).of(signature.inputs());
      case TEXTS ->
          new TextPlan(request.texts(), request.source(), findings).of(signature.inputs());
    };
  }

  private static Optional<Postprocessing> postprocessing(
      ImportRequest request, ImportTask task, Signature signature, Findings findings) {
    if (request.postprocessing().isPresent()) {
      return request.postprocessing().map(given -> labelled(given, request));
    }
    AnswerPlan plan = new AnswerPlan(request.answers(), signature, findings);
    return switch (task.after()) {
      case NOTHING -> Optional.of(new Postprocessing.None());
      case CLASSES -> plan.classes(request.labels());
      case EMBEDDING ->
          plan.embedding(request.texts().tokenizer().map(path -> TextFolder.of(path, findings)));
    };
  }

  private static Postprocessing labelled(Postprocessing given, ImportRequest request) {
    return given instanceof Postprocessing.Classification classes && request.labels().isPresent()
        ? new Postprocessing.Classification(
            classes.output(), Optional.of(AnswerPlan.LABELS), classes.topK(), classes.softmax())
        : given;
  }
}
