package dev.firstlight.models.catalogue;

import dev.firstlight.model.PackageFile;
import java.net.URI;
import java.util.List;

/**
 * A file of a catalogue entry: what it must be, and where it may be had.
 *
 * @param name what mirrors call it
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal
 * @param sources addresses, tried in this order
 */
public record CatalogueFile(String name, long bytes, String sha256, List<URI> sources) {
  public CatalogueFile {
    sources = List.copyOf(sources);
    var unused = new PackageFile(name, bytes, sha256);
    if (name.contains("/")) {
      throw new IllegalArgumentException("file name \"" + name + "\" must have no slash");
    }
    if (bytes == 0) {
      throw new IllegalArgumentException("file \"" + name + "\" cannot be empty");
    }
    if (sources.isEmpty()) {
      throw new IllegalArgumentException("file \"" + name + "\" needs a URL");
    }
    for (URI source : sources) {
      String scheme = String.valueOf(source.getScheme());
      if (!scheme.equals("https") && !scheme.equals("http")) {
        throw new IllegalArgumentException(
            "file \"" + name + "\" cannot be had from \"" + source + "\"; https is understood");
      }
    }
  }
}
