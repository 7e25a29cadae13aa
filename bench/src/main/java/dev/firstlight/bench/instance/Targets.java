package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/** The targets that there are. */
public final class Targets {
  /** Their names, in the order of the table. */
  public static final List<String> NAMES =
      List.of(LambdaTarget.NAME, HttpTarget.CLOUD_FUNCTIONS, HttpTarget.SERVER);

  private Targets() {}

  /**
   * Checks names that somebody typed.
   *
   * @return them without blanks around
   * @throws BenchException of kind USAGE for a name that is unknown or comes twice
   */
  public static List<String> check(List<String> names) {
    return TypedNames.check("target", names, NAMES::contains, String.join(", ", NAMES));
  }

  /** The target of that name. */
  public static Target named(String name, Launch launch) {
    return switch (name) {
      case LambdaTarget.NAME -> new LambdaTarget(launch);
      case HttpTarget.CLOUD_FUNCTIONS -> HttpTarget.cloudFunctions(launch);
      case HttpTarget.SERVER -> HttpTarget.server(launch);
      default -> throw new IllegalArgumentException("target \"" + name + "\" is not known");
    };
  }

  /**
   * What starts instances of that target for a platform to drive.
   *
   * @param clock that a function's deadlines are told by
   * @param scratch folder for what instances share, which they must see under the same path
   */
  public static Host host(String name, Launch launch, InstantSource clock, Path scratch) {
    return switch (name) {
      case LambdaTarget.NAME ->
          new LambdaHost(classPath(name, launch), LambdaTarget.function(launch), clock, scratch);
      case HttpTarget.CLOUD_FUNCTIONS -> new HttpHost(HttpTarget.cloudFunctions(launch));
      case HttpTarget.SERVER -> new HttpHost(HttpTarget.server(launch));
      default -> throw new IllegalArgumentException("target \"" + name + "\" is not known");
    };
  }

  /**
   * The class path of its instances.
   *
   * @throws BenchException of kind BUILD if a part of it has not been built
   */
  public static List<Path> classPath(String name, Launch launch) {
    return switch (name) {
      case LambdaTarget.NAME -> launch.classPath(LambdaTarget.HANDLER);
      case HttpTarget.CLOUD_FUNCTIONS -> launch.classPath(HttpTarget.CLOUD_FUNCTIONS_HANDLER);
      case HttpTarget.SERVER -> launch.classPath(HttpTarget.SERVER_HANDLER);
      default -> throw new IllegalArgumentException("target \"" + name + "\" is not known");
    };
  }

  /** The main class of its instances, and after it what it is told. */
  public static List<String> program(String name) {
    return switch (name) {
      case LambdaTarget.NAME -> List.of(LambdaTarget.PROGRAM, LambdaTarget.FUNCTION);
      case HttpTarget.CLOUD_FUNCTIONS ->
          List.of(HttpTarget.INVOKER, "--target", HttpTarget.FUNCTION);
      case HttpTarget.SERVER -> List.of(HttpTarget.SERVER_CLASS);
      default -> throw new IllegalArgumentException("target \"" + name + "\" is not known");
    };
  }

  /** The same target, but every instance finds nothing fetched when it starts. */
  public static Target fetching(Target target, InstanceCache cache) {
    return new FetchingTarget(target, cache);
  }
}
