package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.cost.Billing;
import dev.firstlight.bench.fault.BenchException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class PlatformSettingsTest {
  @Test
  void defaults_areThePlatforms() {
    PlatformSettings lambda = PlatformSettings.of("lambda");
    assertEquals(1769, lambda.memory().megabytes());
    assertEquals(1.0, lambda.limits(1, 8).cpus());
    assertEquals(OptionalLong.of(512L << 20), lambda.limits(1, 8).tmpBytes());
    assertEquals(1000, lambda.instances());
    PlatformSettings server = PlatformSettings.of("server");
    assertEquals(1, server.instances());
    assertEquals(80, server.callsPerInstance());
    assertEquals(8.0, server.limits(1, 8).cpus());
  }

  @Test
  void cpuShare_followsTheMemorySize() {
    assertEquals(0.5, PlatformSettings.of("lambda").withMemory(884).limits(1, 8).cpus(), 0.001);
    PlatformSettings google = PlatformSettings.of("gcf");
    assertEquals(1400 / 2400.0, google.withMemory(1024).limits(1, 8).cpus(), 1e-9);
    assertEquals(2.0, google.withMemory(8192).limits(1, 8).cpus(), 1e-9);
  }

  @Test
  void wrongSettings_areRefusedWithWhatIsAllowed() {
    PlatformSettings lambda = PlatformSettings.of("lambda");
    assertRefused(() -> lambda.withMemory(127), "127 MB", "128 to 10240");
    assertRefused(
        () -> PlatformSettings.of("gcf").withMemory(1000), "1000 MB", "128, 256, 512, 1024");
    assertRefused(() -> lambda.withTimeout(Duration.ofSeconds(901)), "901", "1 to 900");
    assertRefused(
        () -> PlatformSettings.of("gcf").withTimeout(Duration.ofSeconds(541)), "1 to 540");
    assertRefused(() -> lambda.withConcurrency(0), "concurrency of 0", "1 to");
    assertRefused(() -> lambda.withProvisioned(1001), "1001 provisioned", "at most 1000");
    assertRefused(() -> lambda.withKeepAlive(Duration.ZERO), "above 0");
    assertRefused(() -> lambda.withTmp(OptionalInt.of(511)), "511 MB", "512 to 10240");
    assertRefused(
        () ->
            PlatformSettings.of("server")
                .withFaults(List.of(new Fault(Fault.Kind.CUT_RUNTIME_API, 1))),
        "cut-runtime-api",
        "lambda only");
  }

  @Test
  void faults_areParsed() {
    assertEquals(new Fault(Fault.Kind.KILL_IN_INIT, 3), Fault.parse("kill-in-init:3"));
    assertEquals(new Fault(Fault.Kind.FULL_TMP, 1), Fault.parse(" full-tmp "));
    assertEquals(new Fault(Fault.Kind.SLOW_STORE, 1 << 20), Fault.parse("slow-store"));
    for (String wrong : List.of("", "kill", "kill-in-init:0", "kill-in-init:x", "full-tmp:1:2")) {
      assertRefused(() -> Fault.parse(wrong), "\"" + wrong + "\"", "kill-in-boot", "clock-jump");
    }
  }

  @Test
  void bills_areRoundedAsDocumented() {
    assertEquals(
        OptionalLong.of(351), Billing.MILLISECONDS.millis(250.06, OptionalDouble.of(100.77)));
    assertEquals(OptionalLong.of(251), Billing.MILLISECONDS.millis(250.06, OptionalDouble.empty()));
    assertEquals(OptionalLong.of(300), Billing.HUNDREDS.millis(260, OptionalDouble.of(900)));
    assertEquals(OptionalLong.of(100), Billing.HUNDREDS.millis(0, OptionalDouble.empty()));
    assertEquals(OptionalLong.empty(), Billing.NONE.millis(260, OptionalDouble.empty()));
  }

  private static void assertRefused(Executable settings, String... words) {
    BenchException e = assertThrows(BenchException.class, settings);
    assertEquals(BenchException.Kind.USAGE, e.kind());
    for (String word : words) {
      assertTrue(String.valueOf(e.getMessage()).contains(word), e.getMessage());
    }
  }
}
