package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
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

  /** The same target, but every instance finds nothing fetched when it starts. */
  public static Target fetching(Target target, InstanceCache cache) {
    return new FetchingTarget(target, cache);
  }
}
