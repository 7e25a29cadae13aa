package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.ServingRuntime;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Finds the serving runtime of a model: on the class path, else where there are more. */
final class RuntimeSearch {
  private final MoreRuntimes more;

  RuntimeSearch(MoreRuntimes more) {
    this.more = more;
  }

  /**
   * A serving runtime.
   *
   * @param runtime whose libraries are not loaded yet
   * @param libraries what finds it
   */
  record Found(ServingRuntime runtime, ClassLoader libraries) {}

  /**
   * Finds it.
   *
   * @throws StartException of kind RUNTIME that lists those there are, and says how to add one
   */
  Found find(ModelFiles files) {
    String name = files.runtime();
    ClassLoader own = RuntimeSearch.class.getClassLoader();
    Optional<ServingRuntime> here = named(name, own);
    if (here.isPresent()) {
      return new Found(here.get(), own);
    }
    Optional<ClassLoader> elsewhere = more.of(name);
    Optional<ServingRuntime> there = elsewhere.flatMap(loader -> named(name, loader));
    if (there.isPresent()) {
      return new Found(there.get(), elsewhere.orElseThrow());
    }
    throw new StartException(
        StartException.Kind.RUNTIME,
        "%s is loaded by the serving runtime \"%s\", which is not on the class path; there are %s: add the module that has it (firstlight-tensorflow, firstlight-djl), to the firstlight script by FL_CLASSPATH"
            .formatted(
                files.format(),
                name,
                all(own).stream().flatMap(one -> one.names().stream()).toList()));
  }

  private static Optional<ServingRuntime> named(String name, ClassLoader loader) {
    return all(loader).stream().flatMap(one -> one.named(name).stream()).findFirst();
  }

  private static List<ServingRuntime> all(ClassLoader loader) {
    return ServiceLoader.load(ServingRuntime.class, loader).stream()
        .map(ServiceLoader.Provider::get)
        .toList();
  }
}
