package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.config.Settings;
import dev.firstlight.fault.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that come from platforms, and their limits. */
final class PlatformDefaultsTest {
  @TempDir Path folder;

  @Test
  void vertex_saysPortRoutesAndModel() {
    ServerConfig config =
        read(
            Map.of(
                "AIP_HTTP_PORT", "9090",
                "AIP_PREDICT_ROUTE", "/v1/endpoints/1/deployedModels/2:predict",
                "AIP_HEALTH_ROUTE", "/v1/endpoints/1/deployedModels/2",
                "AIP_STORAGE_URI", "gs://bucket/model"));
    assertEquals(9090, config.port());
    assertEquals("gs://bucket/model", config.service().model().toString());
    assertEquals(
        Map.of(
            "/v1/endpoints/1/deployedModels/2:predict", "/predict",
            "/v1/endpoints/1/deployedModels/2", "/readyz"),
        config.aliases());
  }

  @Test
  void port_isTakenFromCloudRunUnlessWeAreToldOtherwise() {
    assertEquals(9000, read(Map.of("PORT", "9000", "FIRSTLIGHT_MODEL", "/m")).port());
    assertEquals(
        9001,
        read(Map.of("PORT", "9000", "FIRSTLIGHT_PORT", "9001", "FIRSTLIGHT_MODEL", "/m")).port());
    assertEquals(ServerConfig.STANDARD_PORT, read(Map.of("FIRSTLIGHT_MODEL", "/m")).port());
  }

  @Test
  void mount_withAModel_isUsed() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    Files.createFile(mounted.resolve("model.json"));
    assertEquals(
        mounted.toString(), PlatformDefaults.of(Map.of(), List.of(empty, mounted)).get("model"));
  }

  @Test
  void mount_withoutAModel_isNotUsed() {
    assertTrue(PlatformDefaults.of(Map.of(), List.of(folder)).isEmpty());
  }

  @Test
  void settings_outOfRange_areAllReported() {
    StartException failure =
        assertThrows(
            StartException.class,
            () ->
                read(
                    Map.of(
                        "FIRSTLIGHT_MODEL", "/m",
                        "FIRSTLIGHT_WORKERS", "0",
                        "FIRSTLIGHT_BODY_MEMORY", "0",
                        "FIRSTLIGHT_IDLE_TIMEOUT", "soon",
                        "FIRSTLIGHT_PREDICT_ROUTE", "predict")));
    for (String setting : List.of("WORKERS", "BODY_MEMORY", "IDLE_TIMEOUT", "PREDICT_ROUTE")) {
      assertTrue(String.valueOf(failure.getMessage()).contains("FIRSTLIGHT_" + setting));
    }
  }

  @Test
  void workers_withOneThreadEach_areAsManyAsThereAreCpus() {
    ServerConfig config =
        read(Map.of("FIRSTLIGHT_MODEL", "/m", "FIRSTLIGHT_THREADS", "1", "FIRSTLIGHT_CPUS", "1"));
    assertEquals(1, config.workers());
  }

  private static ServerConfig read(Map<String, String> environment) {
    Settings settings = Settings.load(environment, PlatformDefaults.of(environment, List.of()));
    ServerConfig config = ServerConfig.read(settings);
    settings.check();
    return config;
  }
}
