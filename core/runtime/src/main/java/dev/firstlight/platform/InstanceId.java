package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** Makes the UUID of an instance. */
public final class InstanceId {
  private InstanceId() {}

  /**
   * A random UUID. Linux gives one away in a file, which spares a cold start the classes of Java's
   * secure random.
   */
  public static String random() {
    try {
      return UUID.fromString(Files.readString(Path.of("/proc/sys/kernel/random/uuid")).trim())
          .toString();
    } catch (IOException | RuntimeException e) {
      return UUID.randomUUID().toString();
    }
  }
}
