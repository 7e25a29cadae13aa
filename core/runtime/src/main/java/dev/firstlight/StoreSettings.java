package dev.firstlight;

import dev.firstlight.config.Quantities;
import dev.firstlight.config.Settings;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.time.Duration;

/** Reads how model stores are reached. */
public final class StoreSettings {
  private static final StoreOptions DEFAULT = StoreOptions.DEFAULT;

  private StoreSettings() {}

  /** Reads the {@code store-…} keys. Problems stay with the settings. */
  public static StoreOptions read(Settings settings) {
    return new StoreOptions(
        (int)
            settings.number(
                "store-ranges", DEFAULT.parallelRanges(), 1, StoreOptions.MAX_PARALLEL_RANGES),
        settings
            .read("store-part", "a size from 5MB to 1GB", StoreSettings::part)
            .orElse(DEFAULT.partBytes()),
        (int) settings.number("store-attempts", DEFAULT.attempts(), 1, StoreOptions.MAX_ATTEMPTS),
        timeout(settings, "store-connect-timeout", DEFAULT.connectTimeout()),
        timeout(settings, "store-stall-timeout", DEFAULT.stallTimeout()),
        settings.read(
            "store-endpoint",
            "an address such as http://localhost:9000",
            text -> DEFAULT.withEndpoint(URI.create(text.trim())).endpoint().orElseThrow()),
        settings.read(
            "store-region",
            "a region such as eu-west-1",
            text -> DEFAULT.withRegion(text.trim()).region().orElseThrow()),
        settings.flag("store-anonymous", DEFAULT.anonymous()),
        settings.read("store-sealed", "64 hexadecimal digits", ServiceConfig::digest));
  }

  private static long part(String text) {
    long bytes = Quantities.bytes(text);
    if (bytes < StoreOptions.MIN_PART_BYTES || bytes > StoreOptions.MAX_PART_BYTES) {
      throw new IllegalArgumentException(text);
    }
    return bytes;
  }

  private static Duration timeout(Settings settings, String key, Duration standard) {
    return settings
        .read(
            key,
            Quantities.DURATION + ", above 0",
            text -> DEFAULT.withStallTimeout(Quantities.duration(text)).stallTimeout())
        .orElse(standard);
  }
}
