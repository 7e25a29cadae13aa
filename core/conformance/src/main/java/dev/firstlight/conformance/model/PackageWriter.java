package dev.firstlight.conformance.model;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes files of a package and says what they are. */
final class PackageWriter {
  private final Path folder;

  PackageWriter(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  PackageFile file(String path, byte[] bytes) throws IOException {
    Files.write(folder.resolve(path), bytes);
    return new PackageFile(path, bytes.length, sha256(bytes));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
