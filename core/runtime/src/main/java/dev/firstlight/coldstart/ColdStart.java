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
import dev.firstlight.store.Backoff;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageDownload;
import dev.firstlight.store.PackageDownload.Fetched;
import dev.firstlight.store.PackageDownload.Pinned;
import dev.firstlight.store.Redacted;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The stages from nothing to a loaded model. The store is asked first, as its answer takes longest;
 * {@code import} runs beside {@code download} and {@code verify}, and so does the companion as soon
 * as the manifest is here. {@code load} begins when the runtime is imported and the artifact's own
 * files are here. Warm-up follows outside, since it goes the way of requests. Used once, by one
 * thread.
 */
public final class ColdStart<C> {
  private final Ingredients ingredients;
  private final StageLog stages;
  private final Executor executor;
  private final Background background;
  private final Companion<C> companion;

  /**
   * @param ingredients what it is made from
   * @param stages where it notes its stages
   * @param executor runs what goes in parallel, each task on a thread of its own
   * @param companion opens what the model needs beside itself
   */
  public ColdStart(
      Ingredients ingredients, StageLog stages, Executor executor, Companion<C> companion) {
    this.ingredients = ingredients;
    this.stages = stages;
    this.executor = executor;
    this.background = new Background(executor);
    this.companion = companion;
  }

  /**
   * What a cold start is made from.
   *
   * @param model where the package lies
   * @param store how the store is reached
   * @param digest what its manifest must have, if it is pinned
   * @param runtime the serving runtime to use, if one is named
   * @param runtimes finds those on the class path; counted as {@code import}
   * @param stores finds those on the class path; counted as {@code download}
   * @param options how the runtime is to run
   */
  public record Ingredients(
      URI model,
      StoreOptions store,
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
   * @param files finds a file of the package by its path; waits until it is here
   * @param model the model itself
   * @param companion what was opened beside it
   * @param verified waits until every file has been verified, and throws a {@link StageException}
   *     if one was not right; to be run before the model may be used for anything that counts
   */
  public record Loaded<C>(
      ModelManifest manifest,
      Artifact artifact,
      ServingRuntime runtime,
      List<PassedOver> passedOver,
      Function<String, Path> files,
      LoadedModel model,
      C companion,
      Runnable verified) {}

  /** Opens what a model needs beside itself, as a tokenizer, while the model is on its way. */
  public interface Companion<C> {
    /**
     * Opens it; nothing stays open when this throws.
     *
     * @param files finds a file of the package by its path; waits until it is here
     */
    C open(ModelManifest manifest, Artifact artifact, Function<String, Path> files);

    /** Closes what was opened, where no model came of the start. */
    void discard(C opened);
  }

  /** A package that was found. */
  private record Found(PackageDownload download, Pinned pinned, long beginNanos) {}

  /**
   * Runs the stages.
   *
   * @param beginNanos when this start began
   * @throws StageException that names the stage that failed; nothing runs or is open any more
   */
  public Loaded<C> run(long beginNanos) {
    CompletableFuture<Found> finding = background.begin(this::find);
    CompletableFuture<C> beside = null;
    CompletableFuture<?> fetching = null;
    try {
      List<ServingRuntime> runtimes = stages.guard(Stage.IMPORT, ingredients.runtimes());
      Optional<ServingRuntime> guess = onlyOneMeant(runtimes);
      CompletableFuture<?> early =
          guess.isPresent()
              ? importing(guess.get(), beginNanos)
              : CompletableFuture.completedFuture(null);
      Found found = Background.join(finding);
      ModelManifest manifest = found.pinned().manifest();
      ArtifactChoice choice = choose(manifest, runtimes);
      Arrivals arrivals = new Arrivals(files(manifest, choice.artifact()));
      fetching = background.begin(() -> fetch(found, choice.artifact(), arrivals));
      beside = background.begin(() -> companion.open(manifest, choice.artifact(), arrivals::await));
      CompletableFuture<?> importing = early;
      if (guess.isEmpty() || !guess.get().name().equals(choice.runtime().name())) {
        importing.handle((done, failure) -> true).join(); // a wrong guess harms nobody
        importing = importing(choice.runtime(), stages.clock().nanoTime());
      }
      Map<String, Path> places = arrivals.await(choice.artifact().files());
      Background.join(importing);
      return load(manifest, choice, places, arrivals, beside, fetching);
    } catch (RuntimeException | Error e) {
      var unused = finding.thenAccept(found -> found.download().close()); // ends its reads
      background.settle();
      discard(beside);
      throw damagedFirst(fetching, e);
    }
  }

  private ArtifactChoice choose(ModelManifest manifest, List<ServingRuntime> runtimes) {
    try {
      return stages.guard(
          Stage.DOWNLOAD,
          () ->
              ArtifactChoice.of(
                  manifest,
                  ingredients.runtime(),
                  runtimes,
                  Machine.here(),
                  ingredients.options()));
    } catch (StageException e) {
      if (e.getCause() instanceof StartException start
          && start.kind() == StartException.Kind.RUNTIME) {
        throw new StageException(Stage.IMPORT, start); // no runtime can use the device
      }
      throw e;
    }
  }

  private Loaded<C> load(
      ModelManifest manifest,
      ArtifactChoice choice,
      Map<String, Path> places,
      Arrivals arrivals,
      CompletableFuture<C> beside,
      CompletableFuture<?> fetching) {
    LoadedModel model = null;
    try {
      long begin = stages.clock().nanoTime();
      LocalArtifact local =
          new LocalArtifact(choice.artifact(), places, manifest.inputs(), manifest.outputs());
      model = stages.guard(Stage.LOAD, () -> choice.runtime().load(local, ingredients.options()));
      C opened = stages.guard(Stage.LOAD, () -> Background.join(beside));
      stages.add(Stage.LOAD, begin, stages.clock().nanoTime(), 0);
      return new Loaded<>(
          manifest,
          choice.artifact(),
          choice.runtime(),
          choice.passedOver(),
          arrivals::await,
          model,
          opened,
          () -> Background.join(fetching));
    } catch (RuntimeException | Error e) {
      if (model != null) {
        model.close();
      }
      throw e;
    }
  }

  private void discard(@Nullable CompletableFuture<C> beside) {
    if (beside != null && !beside.isCompletedExceptionally()) {
      companion.discard(beside.join());
    }
  }

  /** A model that is damaged fails in many ways; that it is damaged says it best. */
  private static RuntimeException damagedFirst(
      @Nullable CompletableFuture<?> fetching, Throwable failure) {
    if (fetching != null && failure instanceof RuntimeException) {
      try {
        Background.join(fetching);
      } catch (StageException e) {
        if (e.stage() == Stage.VERIFY) {
          return e;
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  private static List<PackageFile> files(ModelManifest manifest, Artifact artifact) {
    List<PackageFile> files = new ArrayList<>(manifest.files());
    files.addAll(artifact.files());
    return files;
  }

  private Fetched fetch(Found found, Artifact artifact, Arrivals arrivals) {
    try (PackageDownload download = found.download()) {
      return fetch(found, download, files(found.pinned().manifest(), artifact), arrivals);
    } catch (RuntimeException | Error e) {
      arrivals.end(e);
      throw e;
    }
  }

  private Fetched fetch(
      Found found, PackageDownload download, List<PackageFile> files, Arrivals arrivals) {
    Pinned pinned = found.pinned();
    Fetched fetched;
    try {
      fetched =
          stages.guard(
              Stage.DOWNLOAD, () -> download.fetch(files, pinned.sha256(), arrivals::arrived));
    } catch (StageException e) {
      if (e.getCause() instanceof StartException start
          && start.kind() == StartException.Kind.DIGEST) {
        throw new StageException(Stage.VERIFY, start);
      }
      throw e;
    }
    stages.add(
        Stage.DOWNLOAD,
        found.beginNanos(),
        fetched.completeNanos(),
        pinned.bytes() + fetched.bytes());
    stages.add(Stage.VERIFY, fetched.completeNanos(), fetched.verifiedNanos(), fetched.checked());
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
    return background.begin(
        () -> {
          stages.guard(
              Stage.IMPORT,
              () -> {
                runtime.importLibraries(ingredients.options());
                return runtime;
              });
          stages.add(Stage.IMPORT, beginNanos, stages.clock().nanoTime(), 0);
          return runtime;
        });
  }

  private Found find() {
    long begin = stages.clock().nanoTime();
    PackageDownload download = stages.guard(Stage.DOWNLOAD, this::open);
    try {
      Pinned pinned = stages.guard(Stage.DOWNLOAD, () -> download.manifest(ingredients.digest()));
      return new Found(download, pinned, begin);
    } catch (RuntimeException | Error e) {
      download.close();
      throw e;
    }
  }

  private PackageDownload open() {
    URI uri = ingredients.model();
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    List<ModelStore> stores = ingredients.stores().get();
    for (ModelStore store : stores) {
      if (store.schemes().contains(scheme)) {
        return new PackageDownload(
            store.open(uri, ingredients.store()),
            uri,
            ingredients.options().cacheDirectory(),
            ingredients.store(),
            new Backoff(),
            executor,
            stages.clock()::nanoTime);
      }
    }
    throw new StartException(
        StartException.Kind.STORE,
        "no model store for \"%s\"; the class path has stores for %s"
            .formatted(Redacted.uri(uri), schemes(stores)));
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
