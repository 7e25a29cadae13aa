package dev.firstlight.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessClockTest {
  @TempDir Path proc;

  private void stat(String command, long startTicks, String uptime) throws IOException {
    Files.createDirectories(proc.resolve("self"));
    Files.writeString(
        proc.resolve("self/stat"),
        "77 (" + command + ") S" + " 0".repeat(18) + " " + startTicks + " 0 0\n");
    Files.writeString(proc.resolve("uptime"), uptime + " 100.00\n");
  }

  @Test
  void age_isTakenFromTheMiddleOfTheTick() throws IOException {
    stat("java", 1000, "12.50");
    assertEquals(
        OptionalLong.of(2_500_000_000L - 5_000_000), ProcessClock.ageNanos(proc, 12_500_000_000L));
  }

  @Test
  void commandWithSpacesAndParentheses_doesNotShiftFields() throws IOException {
    stat("my (odd) java) 1 2", 1000, "12.50");
    assertEquals(OptionalLong.of(2_495_000_000L), ProcessClock.ageNanos(proc, 12_500_000_000L));
  }

  @Test
  void systemThatSlept_isCountedByItsUptime() throws IOException {
    stat("java", 1000, "500.00");
    assertEquals(
        OptionalLong.of(490_000_000_000L - 5_000_000),
        ProcessClock.ageNanos(proc, 12_500_000_000L));
  }

  @Test
  void implausibleStart_isNotBelieved() throws IOException {
    stat("java", 0, "12.50");
    assertEquals(OptionalLong.empty(), ProcessClock.ageNanos(proc, 12_500_000_000L));
    stat("java", 9_999_999, "12.50");
    assertEquals(OptionalLong.empty(), ProcessClock.ageNanos(proc, 12_500_000_000L));
  }

  @Test
  void noProc_isEmpty() {
    assertEquals(OptionalLong.empty(), ProcessClock.ageNanos(proc.resolve("absent"), 1));
  }

  @Test
  void thisProcess_wasCreatedBeforeItsJvmStarted() {
    double millis = ProcessClock.ofThisProcess().millis();
    long jvmMillis =
        System.currentTimeMillis()
            - java.lang.management.ManagementFactory.getRuntimeMXBean().getStartTime();
    assertTrue(millis >= jvmMillis - 20, millis + " ms of process, " + jvmMillis + " of JVM");
    assertTrue(millis <= jvmMillis + 5_000, millis + " ms of process, " + jvmMillis + " of JVM");
  }
}
