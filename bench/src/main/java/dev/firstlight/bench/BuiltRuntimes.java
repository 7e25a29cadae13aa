package dev.firstlight.bench;

import dev.firstlight.bench.instance.RuntimeModule;
import dev.firstlight.models.imports.MoreRuntimes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The serving runtimes that the build made but the command line does without, since their native
 * libraries have hundreds of megabytes.
 */
final class BuiltRuntimes implements MoreRuntimes {
  private final Path home;

  /**
   * @param home the checkout that Firstlight was built in
   */
  BuiltRuntimes(Path home) {
    this.home = home;
  }

  @Override
  public Optional<ClassLoader> of(String name) {
    try {
      Optional<List<Path>> built = RuntimeModule.jars(home, name);
      if (built.isEmpty()) {
        return Optional.empty();
      }
      List<URL> jars = new ArrayList<>();
      for (Path jar : built.get()) {
        jars.add(jar.toUri().toURL());
      }
      return Optional.of(
          new RuntimeLoader(
              "firstlight-" + name,
              jars.toArray(URL[]::new),
              BuiltRuntimes.class.getClassLoader()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Takes a runtime's libraries from its own jars, even where the command line has the same ones:
   * it may have only some of those that belong together, as the tokenizers of DJL without DJL.
   * Firstlight's classes and those that log are the exception, as both sides speak through them.
   */
  private static final class RuntimeLoader extends URLClassLoader {
    RuntimeLoader(String name, URL[] jars, ClassLoader parent) {
      super(name, jars, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("java.")
          || name.startsWith("dev.firstlight.")
          || name.startsWith("org.slf4j.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        if (loaded != null) {
          return loaded;
        }
        try {
          return findClass(name);
        } catch (ClassNotFoundException e) {
          return super.loadClass(name, resolve);
        }
      }
    }
  }
}
