package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * A jar that a pretrained model is taken from. The build of this module copies it into {@code
 * sources} beside its classes (and so beside its jar), since 80 MB do not belong on a class path.
 */
record MavenSource(String group, String artifact, String version) {
  private static final String FOLDER = "sources";

  /** As Maven writes them: group, artifact, version. */
  String coordinates() {
    return group + ":" + artifact + ":" + version;
  }

  /**
   * The jar.
   *
   * @param named the file to take instead of the one which the build fetched
   * @throws StartException of kind CONFIGURATION if it is not there
   */
  Path locate(Optional<Path> named) {
    Path jar =
        named.orElseGet(() -> home().resolve(FOLDER).resolve(artifact + "-" + version + ".jar"));
    if (!Files.isRegularFile(jar)) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "the model is taken from %s, but there is no \"%s\"; build the module models with Maven, which fetches it, or name the jar (--source JAR)"
              .formatted(coordinates(), jar));
    }
    return jar;
  }

  /** The directory that has this module's jar, or its directory of classes. */
  private static Path home() {
    CodeSource source = MavenSource.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Path.of("");
    }
    try {
      Path parent = Path.of(source.getLocation().toURI()).getParent();
      return parent == null ? Path.of("") : parent;
    } catch (URISyntaxException e) {
      throw new IllegalStateException(source.getLocation() + " is no place of classes", e);
    }
  }
}
