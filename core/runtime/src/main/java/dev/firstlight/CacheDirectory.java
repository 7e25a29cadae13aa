package dev.firstlight;

import java.nio.file.Path;

/** Where files are kept between processes when nobody says where. */
final class CacheDirectory {
  private CacheDirectory() {}

  /**
   * {@code .cache/firstlight} in the user's home; where there is no home, as in most containers, a
   * folder of the user's own in the directory for temporary files.
   */
  static Path standard() {
    String home = System.getProperty("user.home", "");
    Path folder = Path.of(home.isEmpty() || home.equals("?") ? "/nonexistent" : home);
    if (java.nio.file.Files.isWritable(folder)) {
      return folder.resolve(".cache").resolve("firstlight");
    }
    return Path.of(System.getProperty("java.io.tmpdir", "/tmp"))
        .resolve("firstlight-" + System.getProperty("user.name", "user"));
  }
}
