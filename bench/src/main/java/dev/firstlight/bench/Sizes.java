package dev.firstlight.bench;

import java.util.Locale;

/** Sizes as people read them. */
final class Sizes {
  private Sizes() {}

  /** In kB, MB or GB of powers of ten, as download pages have it. */
  static String bytes(long bytes) {
    if (bytes >= 1_000_000_000) {
      return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
    return bytes >= 1_000_000
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.0f kB", Math.ceil(bytes / 1e3));
  }
}
