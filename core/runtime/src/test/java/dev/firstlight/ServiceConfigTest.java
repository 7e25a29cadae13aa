package dev.firstlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.config.Settings;
import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.Device;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ServiceConfigTest {
  @Test
  void environment_setsEveryPart() {
    Settings settings =
        Settings.load(
            Map.ofEntries(
                Map.entry("FIRSTLIGHT_MODEL", "https://models.example.com/mobilenet"),
                Map.entry("FIRSTLIGHT_MODEL_DIGEST", "AB".repeat(32)),
                Map.entry("FIRSTLIGHT_RUNTIME", "onnx"),
                Map.entry("FIRSTLIGHT_DEVICE", "cuda:1"),
                Map.entry("FIRSTLIGHT_POLICY", "lazy"),
                Map.entry("FIRSTLIGHT_CACHE_DIRECTORY", "/tmp/cache"),
                Map.entry("FIRSTLIGHT_NATIVE_DIRECTORY", "/opt/natives"),
                Map.entry("FIRSTLIGHT_THREADS", "3"),
                Map.entry("FIRSTLIGHT_CPUS", "0.5"),
                Map.entry("FIRSTLIGHT_MAX_BODY", "6MB"),
                Map.entry("FIRSTLIGHT_MAX_BATCH", "8"),
                Map.entry("FIRSTLIGHT_MAX_IMAGE_PIXELS", "1000"),
                Map.entry("FIRSTLIGHT_MAX_TEXT", "2MB"),
                Map.entry("FIRSTLIGHT_WARMUP_REHEARSAL", "false"),
                Map.entry("FIRSTLIGHT_WARMUP_RUNS", "0"),
                Map.entry("FIRSTLIGHT_WARMUP_TIME", "5s"),
                Map.entry("FIRSTLIGHT_REQUEST_TIMEOUT", "250ms")),
            Map.of());
    ServiceConfig config = ServiceConfig.read(settings, "lambda");
    settings.check();
    assertEquals("https://models.example.com/mobilenet", config.model().toString());
    assertEquals(Optional.of("ab".repeat(32)), config.modelDigest());
    assertEquals(Optional.of("onnx"), config.runtime());
    assertEquals(Device.cuda(1), config.device());
    assertEquals(ServiceConfig.Policy.LAZY, config.policy());
    assertEquals("lambda", config.target());
    assertEquals(Path.of("/tmp/cache"), config.cacheDirectory());
    assertEquals(Optional.of(Path.of("/opt/natives")), config.nativeDirectory());
    assertEquals(OptionalInt.of(3), config.threads());
    assertEquals(Optional.of(0.5), config.cpus());
    assertEquals(new ServiceConfig.Limits(6 << 20, 8, 1000, 2 << 20), config.limits());
    assertEquals(new ServiceConfig.Warmup(false, 0, Duration.ofSeconds(5)), config.warmup());
    assertEquals(Duration.ofMillis(250), config.requestTimeout());
  }

  @Test
  void noModel_saysHowToGetOne() {
    Settings settings = Settings.load(Map.of(), Map.of());
    ServiceConfig.read(settings, "server");
    StartException e = assertThrows(StartException.class, settings::check);
    assertEquals(StartException.Kind.CONFIGURATION, e.kind());
    assertTrue(e.getMessage().contains("FIRSTLIGHT_MODEL is not set"), e.getMessage());
    assertTrue(e.getMessage().contains("firstlight models build"), e.getMessage());
  }

  @Test
  void plainPath_isAFolder() {
    assertEquals(
        Path.of("/mnt/models/m").toUri().getPath().replaceAll("/$", ""),
        ServiceConfig.uri("/mnt/models/m").getPath().replaceAll("/$", ""));
    assertEquals("s3", ServiceConfig.uri("s3://bucket/prefix").getScheme());
    assertEquals("classpath", ServiceConfig.uri("classpath:models/m").getScheme());
  }

  @Test
  void manyProblems_comeTogether() {
    Settings settings =
        Settings.load(
            Map.of(
                "FIRSTLIGHT_MODELL", "/m",
                "FIRSTLIGHT_THREADS", "0",
                "FIRSTLIGHT_MAX_BODY", "3GB",
                "FIRSTLIGHT_POLICY", "sometimes",
                "FIRSTLIGHT_DEVICE", "gpu",
                "FIRSTLIGHT_MODEL_DIGEST", "xyz"),
            Map.of());
    ServiceConfig.read(settings, "server");
    String message = assertThrows(StartException.class, settings::check).getMessage();
    assertTrue(message.contains("7 problems"), message);
    assertTrue(message.contains("did you mean FIRSTLIGHT_MODEL?"), message);
    assertTrue(message.contains("one of eager, lazy"), message);
    assertTrue(message.contains("FIRSTLIGHT_DEVICE must be cpu, cuda, cuda:N"), message);
    assertTrue(message.contains("below 2GB"), message);
  }

  @Test
  void builder_setsWhatIsNamedAndKeepsDefaults() {
    Path folder = Path.of("/mnt/models/m");
    ServiceConfig config =
        ServiceConfig.builder(folder)
            .modelDigest("AB".repeat(32))
            .runtime("onnx")
            .policy(ServiceConfig.Policy.LAZY)
            .cacheDirectory(Path.of("/tmp/cache"))
            .nativeDirectory(Path.of("/opt/natives"))
            .threads(3)
            .cpus(0.5)
            .requestTimeout(Duration.ofMillis(250))
            .build();

    assertEquals(Optional.of("ab".repeat(32)), config.modelDigest());
    assertEquals(Optional.of("onnx"), config.runtime());
    assertEquals(ServiceConfig.Policy.LAZY, config.policy());
    assertEquals(Path.of("/tmp/cache"), config.cacheDirectory());
    assertEquals(Optional.of(Path.of("/opt/natives")), config.nativeDirectory());
    assertEquals(OptionalInt.of(3), config.threads());
    assertEquals(Optional.of(0.5), config.cpus());
    assertEquals(Duration.ofMillis(250), config.requestTimeout());
    assertEquals(ServiceConfig.Limits.standard(), config.limits());
    assertEquals(ServiceConfig.Warmup.DEFAULT, config.warmup());
    assertEquals(ServiceConfig.of(folder), ServiceConfig.builder(folder).build());
  }

  @Test
  void builder_partOutOfRange_isRefusedWhereItIsSet() {
    ServiceConfig.Builder builder = ServiceConfig.builder(Path.of("/m"));

    assertThrows(IllegalArgumentException.class, () -> builder.threads(0));
    assertThrows(IllegalArgumentException.class, () -> builder.cpus(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> builder.modelDigest("xyz"));
    assertThrows(
        IllegalArgumentException.class, () -> new ServiceConfig.Limits(1, 1, Integer.MAX_VALUE, 1));
  }
}
