package dev.firstlight.tensorflow;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.LocalArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folder that TensorFlow opens, of an artifact that lists every file that it may read there.
 *
 * @param main {@code saved_model.pb}
 * @param name of the folder and the file, for messages
 * @param inputs that the package declares; empty where it is not known
 * @param outputs likewise
 */
record SavedModelFolder(Path main, String name, List<TensorSpec> inputs, List<TensorSpec> outputs) {
  private static final String FILE = "saved_model.pb";

  /** What TensorFlow reads beside the main file. */
  private static final List<String> READ = List.of("variables", "assets");

  /**
   * What a download leaves that is killed, or writes in another process; no name of a SavedModel's
   * file, so that TensorFlow reads none of it.
   */
  private static final String UNFINISHED = ".part";

  /**
   * The folder of an artifact.
   *
   * @throws StartException of kind MODEL if its first file is no {@code saved_model.pb}, or if
   *     files lie in the folder that TensorFlow would read though nobody has verified them
   */
  static SavedModelFolder of(LocalArtifact artifact) {
    Path main = artifact.main().toAbsolutePath();
    String listed = artifact.artifact().files().get(0).path();
    if (!listed.equals(FILE) && !listed.endsWith("/" + FILE)) {
      throw new StartException(
          StartException.Kind.MODEL,
          "artifact \""
              + artifact.artifact().name()
              + "\" lists \""
              + listed
              + "\" first, but TensorFlow opens a SavedModel by its saved_model.pb; list that"
              + " first, and variables and assets after it");
    }
    SavedModelFolder folder =
        new SavedModelFolder(main, listed, artifact.inputs(), artifact.outputs());
    folder.checkListed(artifact);
    return folder;
  }

  /** The directory that TensorFlow opens. */
  Path directory() {
    Path parent = main.getParent();
    if (parent == null) {
      throw new IllegalStateException("a file lies in a directory");
    }
    return parent;
  }

  private void checkListed(LocalArtifact artifact) {
    Set<Path> verified = new HashSet<>();
    for (Path file : artifact.files().values()) {
      verified.add(file.toAbsolutePath().normalize());
    }
    for (String part : READ) {
      Path folder = directory().resolve(part);
      if (!Files.isDirectory(folder)) {
        continue;
      }
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Iterator<Path> files = walk.iterator(); files.hasNext(); ) {
          Path file = files.next();
          if (!Files.isDirectory(file)
              && !file.toString().endsWith(UNFINISHED)
              && !verified.contains(file.normalize())) {
            throw unlisted(artifact, directory().relativize(file));
          }
        }
      } catch (IOException e) {
        throw new StartException(
            StartException.Kind.MODEL,
            "\"" + part + "\" beside \"" + name + "\" cannot be read: " + e.getMessage(),
            e);
      }
    }
  }

  private StartException unlisted(LocalArtifact artifact, Path file) {
    return new StartException(
        StartException.Kind.MODEL,
        "\""
            + file
            + "\" lies beside \""
            + name
            + "\", where TensorFlow would read it, but artifact \""
            + artifact.artifact().name()
            + "\" does not list it, so that nobody has verified it; list it in model.json, or"
            + " remove it");
  }
}
