package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/** Checks that a package folder is what its manifest says, to the last byte. */
public final class PackageVerifier {
  private PackageVerifier() {}

  /**
   * Reads every file of the package.
   *
   * @return its manifest
   * @throws StartException of kind PACKAGE if the manifest or a file is missing or unreadable as
   *     such, DIGEST if a file is not what the manifest says, STORE if it cannot be read
   */
  public static ModelManifest verify(Path directory) {
    Path description = directory.resolve(ModelManifest.FILE);
    if (!Files.isRegularFile(description)) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "\"%s\" has no %s; firstlight models build mobilenet makes a package"
              .formatted(directory, ModelManifest.FILE));
    }
    try {
      byte[] json;
      try (InputStream stream = Files.newInputStream(description)) {
        json = stream.readNBytes(ManifestReader.MAX_BYTES + 1);
      }
      ModelManifest manifest = ManifestReader.read(json, directory.toString());
      Set<PackageFile> files = new LinkedHashSet<>(manifest.files());
      manifest.artifacts().forEach(artifact -> files.addAll(artifact.files()));
      for (PackageFile file : files) {
        verify(directory, file);
      }
      return manifest;
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "package \"%s\" cannot be read: %s".formatted(directory, e),
          e);
    }
  }

  /** Reads one file of the package. */
  static void verify(Path directory, PackageFile file) throws IOException {
    Path path = directory.resolve(file.path());
    if (!Files.isRegularFile(path)) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "package \"%s\" lacks its file \"%s\"; build it anew with --replace"
              .formatted(directory, file.path()));
    }
    // The size first: it is free, and tells a truncated file from a changed one.
    long bytes = Files.size(path);
    String sha256 = bytes == file.bytes() ? Sha256.of(path) : "";
    if (!sha256.equals(file.sha256())) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "file \"%s\" of package \"%s\" is damaged: %s, but %s; build the package anew with --replace"
              .formatted(
                  file.path(),
                  directory,
                  sha256.isEmpty()
                      ? "the manifest says " + file.bytes() + " bytes"
                      : "the manifest says SHA-256 " + file.sha256(),
                  sha256.isEmpty() ? "it has " + bytes : "it has " + sha256));
    }
  }
}
