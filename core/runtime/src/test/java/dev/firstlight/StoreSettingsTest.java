package dev.firstlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.config.Settings;
import dev.firstlight.fault.StartException;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StoreSettingsTest {
  @Test
  void environment_setsEveryPart() {
    Settings settings =
        Settings.load(
            Map.of(
                "FIRSTLIGHT_STORE_RANGES", "3",
                "FIRSTLIGHT_STORE_PART", "16MB",
                "FIRSTLIGHT_STORE_ATTEMPTS", "2",
                "FIRSTLIGHT_STORE_CONNECT_TIMEOUT", "1s",
                "FIRSTLIGHT_STORE_STALL_TIMEOUT", "250ms",
                "FIRSTLIGHT_STORE_ENDPOINT", "http://localhost:9000",
                "FIRSTLIGHT_STORE_REGION", "eu-west-1",
                "FIRSTLIGHT_STORE_ANONYMOUS", "true",
                "FIRSTLIGHT_STORE_SEALED", "AB".repeat(32)),
            Map.of());
    StoreOptions options = StoreSettings.read(settings);
    settings.check();
    assertEquals(
        new StoreOptions(
            3,
            16 << 20,
            2,
            Duration.ofSeconds(1),
            Duration.ofMillis(250),
            Optional.of(URI.create("http://localhost:9000")),
            Optional.of("eu-west-1"),
            true,
            Optional.of("ab".repeat(32))),
        options);
  }

  @Test
  void nothing_keepsTheDefaults() {
    Settings settings = Settings.load(Map.of(), Map.of());
    assertEquals(StoreOptions.DEFAULT, StoreSettings.read(settings));
  }

  @Test
  void wrongValues_areReportedTogether() {
    Settings settings =
        Settings.load(
            Map.of(
                "FIRSTLIGHT_STORE_RANGES", "0",
                "FIRSTLIGHT_STORE_PART", "1MB",
                "FIRSTLIGHT_STORE_STALL_TIMEOUT", "0s",
                "FIRSTLIGHT_STORE_ENDPOINT", "localhost:9000",
                "FIRSTLIGHT_STORE_REGION", "evil.example/"),
            Map.of());
    StoreSettings.read(settings);
    String message =
        String.valueOf(assertThrows(StartException.class, settings::check).getMessage());
    for (String key : new String[] {"RANGES", "PART", "STALL_TIMEOUT", "ENDPOINT", "REGION"}) {
      assertTrue(message.contains("FIRSTLIGHT_STORE_" + key), message);
    }
  }
}
