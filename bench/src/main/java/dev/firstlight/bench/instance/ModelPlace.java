package dev.firstlight.bench.instance;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where instances find a model package.
 *
 * @param model the address, or the folder
 * @param environment the variables that reading it takes
 * @param module the module with its store, where that is not in the core
 * @param fetched whether its files have to be brought to the instance
 */
public record ModelPlace(
    String model, Map<String, String> environment, Optional<String> module, boolean fetched) {
  public ModelPlace {
    environment = Map.copyOf(environment);
  }

  /** The same with one more variable. */
  ModelPlace with(String variable, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(variable, value);
    return new ModelPlace(model, more, module, fetched);
  }
}
