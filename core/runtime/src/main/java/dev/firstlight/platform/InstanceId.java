package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
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

  /**
   * A random UUID for an instance that was restored from a snapshot. Where the system's own source
   * of randomness was restored with it and not stirred yet, all copies would draw the same; the
   * time at which each was restored tells them apart.
   *
   * @param restored by the wall clock
   */
  public static String restored(Instant restored) {
    return restored(UUID.fromString(random()), restored);
  }

  static String restored(UUID drawn, Instant restored) {
    long time = restored.getEpochSecond() * 1_000_000_000L + restored.getNano();
    // An odd factor spreads times over all bits; version and variant are outside of what changes.
    long mixed = (time * 0x9E3779B97F4A7C15L) >>> 4;
    return new UUID(drawn.getMostSignificantBits(), drawn.getLeastSignificantBits() ^ mixed)
        .toString();
  }
}
