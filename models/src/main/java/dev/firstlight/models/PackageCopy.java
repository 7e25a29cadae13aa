package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Copies a package that lies on this machine, whole or not at all. */
public final class PackageCopy {
  /** What people read in packages; no manifest lists it. */
  private static final List<String> DOCUMENTS = List.of("LICENSE", "README.md");

  private PackageCopy() {}

  /**
   * Copies it; does nothing where the same lies there already.
   *
   * @param replace whether a different package there is replaced
   * @throws StartException of kind PACKAGE if something else lies there, DIGEST or PACKAGE if the
   *     package to copy is damaged, STORE if reading or writing fails
   */
  public static BuiltPackage copy(Path from, Path to, boolean replace) {
    ModelManifest manifest = PackageVerifier.verify(from);
    try (PackageWriter writer = PackageWriter.to(to, replace)) {
      Set<PackageFile> files = new LinkedHashSet<>(manifest.files());
      manifest.artifacts().forEach(artifact -> files.addAll(artifact.files()));
      for (PackageFile file : files) {
        Path path = from.resolve(file.path());
        writer.add(file.path(), stream -> Files.copy(path, stream), file.sha256());
      }
      for (String document : DOCUMENTS) {
        Path path = from.resolve(document);
        if (Files.isRegularFile(path) && files.stream().noneMatch(f -> f.path().equals(document))) {
          writer.document(document, stream -> Files.copy(path, stream));
        }
      }
      return writer.commit(manifest);
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE, "package \"%s\" cannot be copied: %s".formatted(from, e), e);
    }
  }
}
