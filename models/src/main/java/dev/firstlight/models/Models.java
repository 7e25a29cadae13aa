package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import java.util.List;

/** The model catalogue: every model whose package can be built. */
public final class Models {
  /** All of them, in the order in which they are listed to people. */
  public static final List<BuildableModel> ALL =
      List.of(new MobileNetModel(), new AlbertModel(), new VggModel(), new MiniLmModel());

  private Models() {}

  /**
   * The model of that name.
   *
   * @throws StartException of kind CONFIGURATION that lists the names there are
   */
  public static BuildableModel named(String name) {
    return ALL.stream()
        .filter(model -> model.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new StartException(
                    StartException.Kind.CONFIGURATION,
                    "there is no model \"%s\" to build; there are %s"
                        .formatted(
                            name,
                            String.join(", ", ALL.stream().map(BuildableModel::name).toList()))));
  }
}
