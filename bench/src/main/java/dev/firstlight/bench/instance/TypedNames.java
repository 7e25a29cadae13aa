package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Names that somebody typed as a list with commas. */
public final class TypedNames {
  private TypedNames() {}

  /**
   * Checks them.
   *
   * @param what they name, for messages
   * @param known whether there is something of that name
   * @param there what there is, for messages
   * @return them without blanks around
   * @throws BenchException of kind USAGE for a name that is unknown or comes twice
   */
  public static List<String> check(
      String what, List<String> names, Predicate<String> known, String there) {
    Set<String> seen = new LinkedHashSet<>();
    for (String name : names) {
      String trimmed = name.trim();
      if (!known.test(trimmed)) {
        throw new BenchException(
            BenchException.Kind.USAGE,
            "%s \"%s\" is not known; there are %s".formatted(what, trimmed, there));
      }
      if (!seen.add(trimmed)) {
        throw new BenchException(
            BenchException.Kind.USAGE, "%s \"%s\" is named twice".formatted(what, trimmed));
      }
    }
    return List.copyOf(seen);
  }
}
