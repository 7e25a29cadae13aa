package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which runtimes a build is for. */
final class RuntimeChoice {
  private RuntimeChoice() {}

  /**
   * Those that the options want of the model, in the model's order.
   *
   * @throws StartException of kind CONFIGURATION if the model cannot be built for one of them
   */
  static List<String> of(BuildableModel model, BuildOptions options) {
    List<String> possible = model.runtimes();
    if (options.runtimes().isEmpty()) {
      return possible.subList(0, 1);
    }
    Set<String> wanted = new LinkedHashSet<>(options.runtimes());
    if (wanted.remove(BuildOptions.ALL_RUNTIMES)) {
      check(model, wanted);
      return possible;
    }
    check(model, wanted);
    return possible.stream().filter(wanted::contains).toList();
  }

  private static void check(BuildableModel model, Set<String> wanted) {
    for (String runtime : wanted) {
      if (!model.runtimes().contains(runtime)) {
        throw new StartException(
            StartException.Kind.CONFIGURATION,
            "model \"%s\" cannot be built for the runtime \"%s\"; it can for %s, or all"
                .formatted(model.name(), runtime, String.join(", ", model.runtimes())));
      }
    }
  }
}
