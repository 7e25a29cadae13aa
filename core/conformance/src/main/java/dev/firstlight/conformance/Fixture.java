package dev.firstlight.conformance;

import dev.firstlight.conformance.model.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What the checks of one handler share: an instance for each model that stays up, and beside it the
 * service without a wire. Not safe for use by several threads.
 */
final class Fixture implements AutoCloseable {
  private final Path folder;
  private final HandlerStarter starter;
  private final TinyPackages source;
  private final Map<TinyModel, Path> packages = new EnumMap<>(TinyModel.class);
  private final Map<TinyModel, RunningHandler> handlers = new EnumMap<>(TinyModel.class);
  private final Map<TinyModel, EmbeddedHandler> references = new EnumMap<>(TinyModel.class);
  private int folders;

  Fixture(Path folder, HandlerStarter starter, TinyPackages source) throws IOException {
    this.folder = folder;
    this.starter = starter;
    this.source = source;
    for (TinyModel model : TinyModel.values()) {
      packages.put(model, source.write(model, folder.resolve(model.name())));
    }
  }

  Path modelPackage(TinyModel model) {
    Path path = packages.get(model);
    if (path == null) {
      throw new IllegalStateException("the constructor writes every package");
    }
    return path;
  }

  /** A package of its own, to be broken. */
  Path freshPackage(TinyModel model) throws IOException {
    return source.write(model, folder.resolve("folder-" + folders++));
  }

  /** The name of the serving runtime. */
  String runtime() {
    return source.runtime();
  }

  /** Starts an instance of its own. */
  RunningHandler start(Path modelPackage, Map<String, String> more)
      throws IOException, InterruptedException {
    return starter.start(environment(modelPackage, more));
  }

  /** The instance for a model that stays up. */
  RunningHandler handler(TinyModel model) throws IOException, InterruptedException {
    RunningHandler handler = handlers.get(model);
    if (handler == null) {
      handler = start(modelPackage(model), Map.of());
      handlers.put(model, handler);
    }
    return handler;
  }

  /** What the service answers to a call that reaches it without any wire. */
  Answer reference(TinyModel model, Call call) {
    return references
        .computeIfAbsent(model, absent -> embedded(modelPackage(model), Map.of()))
        .send(call);
  }

  /** The service for a package, without any wire. */
  EmbeddedHandler embedded(Path modelPackage, Map<String, String> more) {
    return EmbeddedHandler.start(environment(modelPackage, more));
  }

  private Map<String, String> environment(Path modelPackage, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>();
    environment.put("FIRSTLIGHT_MODEL", modelPackage.toString());
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
    // One thread, so that sums are added in the same order everywhere.
    environment.put("FIRSTLIGHT_THREADS", "1");
    environment.putAll(more);
    return environment;
  }

  @Override
  public void close() {
    handlers.values().forEach(RunningHandler::close);
    references.values().forEach(EmbeddedHandler::close);
  }
}
