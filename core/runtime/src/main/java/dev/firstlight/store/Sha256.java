package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what is here. */
final class Sha256 {
  /** Large enough that the digest's compiled loop gets long runs. */
  static final int CHUNK = 256 << 10;

  private Sha256() {}

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  static String of(byte[] bytes) {
    MessageDigest digest = digest();
    digest.update(bytes);
    return hex(digest);
  }

  static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] chunk = new byte[CHUNK];
    try (InputStream stream = Files.newInputStream(file)) {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return hex(digest);
  }

  static StartException mismatch(PackageFile file, String where, String actual) {
    return new StartException(
        StartException.Kind.DIGEST,
        "\"%s\" of model \"%s\" has SHA-256 %s, but model.json says %s; the package is damaged or was changed: build or copy it again"
            .formatted(file.path(), where, actual, file.sha256()));
  }
}
