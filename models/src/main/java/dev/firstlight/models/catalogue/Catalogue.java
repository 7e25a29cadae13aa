package dev.firstlight.models.catalogue;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pretrained models that can be fetched, in the order in which they are listed to people. To
 * add one, edit {@code catalogue.json}; {@code docs/models.md} describes it.
 *
 * @param entries what it has; names are unique
 */
public record Catalogue(List<CatalogueEntry> entries) {
  private static final String RESOURCE = "catalogue.json";

  public Catalogue {
    entries = List.copyOf(entries);
    Set<String> names = new HashSet<>();
    for (CatalogueEntry entry : entries) {
      if (!names.add(entry.name())) {
        throw new IllegalArgumentException("there are two entries named \"" + entry.name() + "\"");
      }
    }
  }

  /** The one that comes with this module. */
  public static Catalogue bundled() {
    try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("firstlight-models lacks its resource " + RESOURCE);
      }
      return CatalogueReader.read(in.readAllBytes(), RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The entry of that name, if there is one. */
  public Optional<CatalogueEntry> find(String name) {
    return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * The entry of that name.
   *
   * @throws StartException of kind CONFIGURATION that lists the names there are
   */
  public CatalogueEntry named(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new StartException(
                    StartException.Kind.CONFIGURATION,
                    "there is no model \"%s\" to fetch; there are %s"
                        .formatted(
                            name,
                            String.join(
                                ", ", entries.stream().map(CatalogueEntry::name).toList()))));
  }
}
