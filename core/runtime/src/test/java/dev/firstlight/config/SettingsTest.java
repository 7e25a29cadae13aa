package dev.firstlight.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private enum Colour {
    DEEP_BLUE,
    RED
  }

  @Test
  void variable_isReadUnderItsKebabCaseKey() {
    Settings settings =
        Settings.load(Map.of("FIRSTLIGHT_MAX_BODY", "6MB", "PATH", "/bin"), Map.of());
    assertEquals(Optional.of("6MB"), settings.find("max-body"));
    settings.check();
  }

  @Test
  void variable_overridesFile_andFileOverridesDefault(@TempDir Path temp) throws IOException {
    Path file = Files.writeString(temp.resolve("f.properties"), "model=file\nthreads=2\n");
    Settings settings =
        Settings.load(
            Map.of("FIRSTLIGHT_CONFIG", file.toString(), "FIRSTLIGHT_MODEL", "variable"),
            Map.of("model", "default", "threads", "1", "policy", "lazy"));
    assertEquals("variable", settings.find("model").orElseThrow());
    assertEquals("2", settings.find("threads").orElseThrow());
    assertEquals("lazy", settings.find("policy").orElseThrow());
  }

  @Test
  void file_unreadable_isNamed() {
    StartException e =
        assertThrows(
            StartException.class,
            () -> Settings.load(Map.of("FIRSTLIGHT_CONFIG", "/no/such/file"), Map.of()));
    assertTrue(e.getMessage().contains("/no/such/file"), e.getMessage());
  }

  @Test
  void problems_areReportedTogether() {
    Settings settings =
        Settings.load(
            Map.of(
                "FIRSTLIGHT_THREADS", "many",
                "FIRSTLIGHT_COLOUR", "green",
                "FIRSTLIGHT_WARMUP_RUN", "3"),
            Map.of());
    settings.number("threads", 1, 1, 256);
    settings.number("warmup-runs", 1, 0, 10);
    settings.choice("colour", Colour.RED, Colour.class);
    settings.require("model", "point it at a package", "none");
    StartException e = assertThrows(StartException.class, settings::check);
    String message = e.getMessage();
    assertTrue(message.contains("4 problems"), message);
    assertTrue(
        message.contains("FIRSTLIGHT_THREADS must be a whole number from 1 to 256, not \"many\""),
        message);
    assertTrue(message.contains("FIRSTLIGHT_COLOUR must be one of deep-blue, red"), message);
    assertTrue(message.contains("FIRSTLIGHT_MODEL is not set; point it at a package"), message);
    assertTrue(
        message.contains(
            "FIRSTLIGHT_WARMUP_RUN is not known; did you mean FIRSTLIGHT_WARMUP_RUNS?"),
        message);
  }

  @Test
  void choice_readsWordsInKebabCase() {
    Settings settings = Settings.of(Map.of("colour", "Deep-Blue"));
    assertEquals(Colour.DEEP_BLUE, settings.choice("colour", Colour.RED, Colour.class));
    settings.check();
  }

  @Test
  void number_outsideItsRange_isAProblemAndTheDefaultStands() {
    Settings settings = Settings.of(Map.of("threads", "0"));
    assertEquals(4, settings.number("threads", 4, 1, 8));
    assertThrows(StartException.class, settings::check);
  }

  @Test
  void flag_takesOnlyTrueAndFalse() {
    Settings settings = Settings.of(Map.of("a", "TRUE", "b", "yes"));
    assertTrue(settings.flag("a", false));
    assertFalse(settings.flag("b", false));
    assertTrue(
        assertThrows(StartException.class, settings::check)
            .getMessage()
            .contains("b must be true or false, not \"yes\""));
  }

  @Test
  void decimal_refusesNanAndInfinity() {
    Settings settings = Settings.of(Map.of("a", "NaN", "b", "Infinity", "c", "0.5"));
    assertEquals(Optional.empty(), settings.decimal("a", 10));
    assertEquals(Optional.empty(), settings.decimal("b", 10));
    assertEquals(Optional.of(0.5), settings.decimal("c", 10));
  }

  @Test
  void blankValue_countsAsUnset() {
    Settings settings = Settings.of(Map.of("model", "  "));
    assertEquals(Optional.empty(), settings.find("model"));
    settings.check();
  }

  @Test
  void quantities_readUnits() {
    assertEquals(6L << 20, Quantities.bytes("6MB"));
    assertEquals(512L << 10, Quantities.bytes("512 kib"));
    assertEquals(7, Quantities.bytes("7"));
    assertEquals(250, Quantities.duration("250ms").toMillis());
    assertEquals(300, Quantities.duration("5m").toSeconds());
    for (String bad : new String[] {"", "-1MB", "1.5GB", "6 parsecs", "99999999999999999999"}) {
      assertThrows(IllegalArgumentException.class, () -> Quantities.bytes(bad), bad);
    }
    assertThrows(ArithmeticException.class, () -> Quantities.bytes("999999999999999GB"));
  }
}
