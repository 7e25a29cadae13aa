package dev.firstlight.coldstart;

import dev.firstlight.coldstart.ColdStartRecord.PassedOver;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.runtime.ServingRuntime;
import dev.firstlight.store.ModelSource;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageDownload;
import dev.firstlight.store.PackageDownload.Fetched;
import dev.firstlight.store.PackageDownload.Pinned;
import dev.firstlight.store.Redacted;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The stages from nothing to a loaded model: {@code import} beside {@code download} and {@code
 * verify}, then {@code load}. Warm-up follows outside, since it goes the way of requests. Used
 * once, by one thread.
 */
public final class ColdStart<C> {
  private final Ingredients ingredients;
  private final StageLog stages;
  private final Executor executor;
  private final Companion<C> companion;

  /**
   * @param ingredients what it is made from
   * @param stages where it notes its stages
   * @param executor runs what goes in parallel
   * @param companion opens what the model needs beside itself
   */
  public ColdStart(
      Ingredients ingredients, StageLog stages, Executor executor, Companion<C> companion) {
    this.ingredients = ingredients;
    this.stages = stages;
    this.executor = executor;
    this.companion = companion;
  }

  /**
   * What a cold start is made from.
   *
   * @param model where the package lies
   * @param digest what its manifest must have, if it is pinned
   * @param runtime the serving runtime to use, if one is named
   * @param runtimes finds those on the class path; counted as {@code import}
   * @param stores finds those on the class path; counted as {@code download}
   * @param options how the runtime is to run
   */
  public record Ingredients(
      URI model,
      Optional<String> digest,
      Optional<String> runtime,
      Supplier<List<ServingRuntime>> runtimes,
      Supplier<List<ModelStore>> stores,
      RuntimeOptions options) {}

  /**
   * A model that is open. Whoever gets it closes the model.
   *
   * @param manifest of its package
   * @param artifact the form that was loaded
   * @param runtime that loaded it
   * @param passedOver the forms that could not be used
   * @param files of the package that are here, by their paths
   * @param model the model itself
   * @param companion what was opened beside it
   */
  public record Loaded<C>(
      ModelManifest manifest,
      Artifact artifact,
      ServingRuntime runtime,
      List<PassedOver> passedOver,
      Map<String, Path> files,
      LoadedModel model,
      C companion) {}

  /** Opens what a model needs beside itself, as a tokenizer, while the model is being loaded. */
  @FunctionalInterface
  public interface Companion<C> {
    /** Opens it; nothing stays open when this throws. */
    C open(ModelManifest manifest, Artifact artifact, Map<String, Path> files);
  }

  /**
   * Runs the stages.
   *
   * @param beginNanos when this start began; finding the runtimes counts as {@code import}
   * @throws StageException that names the stage that failed
   */
  public Loaded<C> run(long beginNanos) {
    List<ServingRuntime> runtimes = stages.guard(Stage.IMPORT, ingredients.runtimes());
    Optional<ServingRuntime> guess = onlyOneMeant(runtimes);
    CompletableFuture<?> early =
        guess.isPresent()
            ? importing(guess.get(), beginNanos)
            : CompletableFuture.completedFuture(null);
    long begin = stages.clock().nanoTime();
    try (PackageDownload download = stages.guard(Stage.DOWNLOAD, this::open)) {
      Pinned pinned = stages.guard(Stage.DOWNLOAD, () -> download.manifest(ingredients.digest()));
      ArtifactChoice choice =
          stages.guard(
              Stage.DOWNLOAD,
              () ->
                  ArtifactChoice.of(
                      pinned.manifest(), ingredients.runtime(), runtimes, Machine.here()));
      CompletableFuture<?> importing =
          guess.isPresent() && guess.get().name().equals(choice.runtime().name())
              ? early
              : early
                  .handle((done, failure) -> choice.runtime()) // a wrong guess harms nobody
                  .thenComposeAsync(
                      runtime -> importing(runtime, stages.clock().nanoTime()), executor);
      Fetched fetched = fetch(download, pinned, choice.artifact(), begin);
      join(importing);
      return stages.time(Stage.LOAD, () -> load(pinned.manifest(), choice, fetched.files()));
    }
  }

  private Loaded<C> load(ModelManifest manifest, ArtifactChoice choice, Map<String, Path> files) {
    CompletableFuture<C> beside =
        CompletableFuture.supplyAsync(
            () -> companion.open(manifest, choice.artifact(), files), executor);
    LoadedModel model =
        choice
            .runtime()
            .load(
                new LocalArtifact(choice.artifact(), files, manifest.inputs(), manifest.outputs()),
                ingredients.options());
    try {
      return new Loaded<>(
          manifest,
          choice.artifact(),
          choice.runtime(),
          choice.passedOver(),
          files,
          model,
          join(beside));
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  private Fetched fetch(PackageDownload download, Pinned pinned, Artifact artifact, long begin) {
    List<PackageFile> files = new ArrayList<>(pinned.manifest().files());
    files.addAll(artifact.files());
    Fetched fetched;
    try {
      fetched = stages.guard(Stage.DOWNLOAD, () -> download.fetch(files, pinned.sha256()));
    } catch (StageException e) {
      if (e.getCause() instanceof StartException start
          && start.kind() == StartException.Kind.DIGEST) {
        throw new StageException(Stage.VERIFY, start);
      }
      throw e;
    }
    stages.add(Stage.DOWNLOAD, begin, fetched.completeNanos(), pinned.bytes() + fetched.bytes());
    long verified = files.stream().mapToLong(PackageFile::bytes).sum();
    stages.add(Stage.VERIFY, fetched.completeNanos(), fetched.verifiedNanos(), verified);
    return fetched;
  }

  /** What to import before the manifest is here, where only one runtime can be meant. */
  private Optional<ServingRuntime> onlyOneMeant(List<ServingRuntime> runtimes) {
    List<ServingRuntime> candidates =
        ingredients
            .runtime()
            .map(name -> runtimes.stream().flatMap(one -> one.named(name).stream()).toList())
            .orElse(runtimes);
    return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
  }

  private CompletableFuture<ServingRuntime> importing(ServingRuntime runtime, long beginNanos) {
    return CompletableFuture.supplyAsync(
        () -> {
          stages.guard(
              Stage.IMPORT,
              () -> {
                runtime.importLibraries(ingredients.options());
                return runtime;
              });
          stages.add(Stage.IMPORT, beginNanos, stages.clock().nanoTime(), 0);
          return runtime;
        },
        executor);
  }

  private static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  private PackageDownload open() {
    URI uri = ingredients.model();
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    List<ModelStore> stores = ingredients.stores().get();
    ModelStore store =
        stores.stream()
            .filter(one -> one.schemes().contains(scheme))
            .findFirst()
            .orElseThrow(
                () ->
                    new StartException(
                        StartException.Kind.STORE,
                        "no model store for \"%s\"; the class path has stores for %s"
                            .formatted(Redacted.uri(uri), schemes(stores))));
    ModelSource source = store.open(uri);
    return new PackageDownload(
        source, uri, ingredients.options().cacheDirectory(), executor, stages.clock()::nanoTime);
  }

  private static String schemes(List<ModelStore> stores) {
    return String.join(
        ", ",
        stores.stream()
            .flatMap(store -> store.schemes().stream())
            .sorted()
            .map(scheme -> scheme + ":")
            .toList());
  }
}
