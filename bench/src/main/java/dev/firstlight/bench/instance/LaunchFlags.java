package dev.firstlight.bench.instance;

import java.util.List;

/** The JVM flags of every instance, on every target alike. */
public final class LaunchFlags {
  /**
   * What a short process with one small heap gains from. All compiler tiers stay on: the first one
   * alone starts a few per cent sooner with a small model, but leaves SHA-256 without its
   * intrinsic, which costs a 90 MB model more than a second, and every later request its image
   * decoding.
   */
  public static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-Xshare:auto", "-Djava.awt.headless=true");

  private LaunchFlags() {}
}
