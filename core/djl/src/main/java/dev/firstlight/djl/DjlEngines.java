package dev.firstlight.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.EngineProvider;
import ai.djl.util.Utils;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.RuntimeOptions;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds DJL's engines and starts them, so that none fetches, reports or prints anything. */
final class DjlEngines {
  /** DJL's name for PyTorch. */
  static final String PYTORCH = "PyTorch";

  private static final String LOGGING_PROVIDER =
      "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";
  private static final String LOGGING_VERBOSITY = "slf4j.internal.verbosity";

  private DjlEngines() {}

  /** The engines on the class path, by DJL's names; asking starts none. */
  static SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (EngineProvider provider : ServiceLoader.load(EngineProvider.class, loader())) {
      names.add(provider.getEngineName());
    }
    return names;
  }

  /** DJL's own version. */
  static String version() {
    String version = EngineProvider.class.getPackage().getImplementationVersion();
    return version == null ? "unknown" : version;
  }

  /**
   * The engine, started now if nobody has done so in this process.
   *
   * @throws StartException of kind RUNTIME if it is not on the class path or does not start
   */
  static Engine start(String name, RuntimeOptions options) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    boolean silenced = silenceLogging();
    // DJL looks for its engines and resources through this, which may be anything on our threads.
    thread.setContextClassLoader(loader());
    try {
      stayAtHome(options);
      if (name.equals(PYTORCH)) {
        TorchNatives.provide(options);
      }
      return Engine.getEngine(name);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "DJL's engine \"%s\" is not on the class path; it has %s".formatted(name, names()),
          e);
    } catch (EngineException | LinkageError | AssertionError e) {
      throw new StartException(
          StartException.Kind.RUNTIME,
          "DJL's engine \"%s\" does not start: %s".formatted(name, EngineFaults.reason(e)),
          e);
    } finally {
      thread.setContextClassLoader(before);
      if (silenced) {
        System.clearProperty(LOGGING_VERBOSITY);
      }
    }
  }

  /** DJL's documented properties; what the process says already stands. */
  private static void stayAtHome(RuntimeOptions options) {
    set("ai.djl.offline", "true");
    set("OPT_OUT_TRACKING", "true");
    String cache = options.cacheDirectory().resolve("djl").toString();
    set("ENGINE_CACHE_DIR", cache);
    set("DJL_CACHE_DIR", cache);
    String threads = Integer.toString(options.threads());
    set("ai.djl.pytorch.num_threads", threads);
    set("ai.djl.pytorch.num_interop_threads", "1");
  }

  /** Sets one of DJL's settings where neither environment nor properties have it. */
  static void set(String property, String value) {
    if (Utils.getEnvOrSystemProperty(property) == null) {
      System.setProperty(property, value);
    }
  }

  /**
   * Where nobody logs through SLF4J it says so in three lines on the first use, which nobody can
   * act on; where somebody does, nothing changes.
   *
   * @return whether the property was set, and is to be cleared
   */
  private static boolean silenceLogging() {
    if (System.getProperty(LOGGING_VERBOSITY) != null
        || loader().getResource(LOGGING_PROVIDER) != null) {
      return false;
    }
    System.setProperty(LOGGING_VERBOSITY, "ERROR");
    return true;
  }

  /** Ours, not that of DJL's interface: the core brings that along, but no engine. */
  static ClassLoader loader() {
    return DjlEngines.class.getClassLoader();
  }
}
