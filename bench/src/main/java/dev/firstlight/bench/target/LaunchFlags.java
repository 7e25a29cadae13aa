package dev.firstlight.bench.target;

import java.util.List;

/** The JVM flags of every instance, on every target alike. */
public final class LaunchFlags {
  /**
   * What a short process with one small heap gains from. C1 alone ({@code TieredStopAtLevel=1}) is
   * not among them: only C2 has the processor's instructions for SHA-256, without which checking 90
   * MB takes 0.68 s instead of 0.12 s.
   */
  public static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xshare:auto",
          "-Djava.awt.headless=true");

  private LaunchFlags() {}
}
