package dev.firstlight.bench.target;

import java.util.List;

/** The JVM flags of every instance, on every target alike. */
public final class LaunchFlags {
  /** What a short process with one small heap gains from; the same is in the images. */
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "-Djava.awt.headless=true");

  private LaunchFlags() {}
}
