package dev.firstlight.bench.workload;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleWriterTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"w.schedule", "new/folder/w.schedule.gz"})
  void schedule_comesBackAsItWas(String name) {
    Path file = folder.resolve(name);
    Schedule schedule = Schedules.random(3, 2000, 200);
    ScheduleWriter.write(file, schedule);
    ScheduleFile back = ScheduleFile.open(file);
    assertEquals(schedule.header(), back.header());
    assertEquals(Schedules.all(schedule), Schedules.all(back));
  }

  @Test
  void part_comesBackAsItWas() {
    ScheduleHeader header =
        new ScheduleHeader(
            "part", "test", Map.of(), -5, 2, Duration.ofSeconds(1), 10, new Part(7, 8, 100));
    List<Arrival> arrivals = List.of(new Arrival(7, 1000, 9), new Arrival(99, 1_000_000_000, 0));
    Path file = folder.resolve("part.schedule");
    ScheduleWriter.write(file, Schedules.of(header, arrivals));
    assertEquals(header, ScheduleFile.open(file).header());
    assertEquals(arrivals, Schedules.all(ScheduleFile.open(file)));
  }

  @Test
  void compressed_isTheSameFileEveryTime() throws IOException {
    ScheduleWriter.write(folder.resolve("a.gz"), Schedules.random(3, 500, 20));
    ScheduleWriter.write(folder.resolve("b.gz"), Schedules.random(3, 500, 20));
    assertArrayEquals(
        Files.readAllBytes(folder.resolve("a.gz")), Files.readAllBytes(folder.resolve("b.gz")));
  }

  @Test
  void unfinished_leavesWhatStoodThere() throws IOException {
    Path file = folder.resolve("w.schedule");
    Files.writeString(file, "before");
    Schedule schedule = Schedules.random(3, 10, 20);
    try (ScheduleWriter writer = ScheduleWriter.create(file, schedule.header())) {
      writer.write(Schedules.all(schedule).get(0));
      assertThrows(IllegalStateException.class, writer::finish);
    }
    assertEquals("before", Files.readString(file));
    try (var left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void arrivalOutOfOrder_isRefused() {
    Schedule schedule = Schedules.random(3, 10, 20);
    try (ScheduleWriter writer =
        ScheduleWriter.create(folder.resolve("w.schedule"), schedule.header())) {
      writer.write(new Arrival(0, 5000, 0));
      assertThrows(IllegalArgumentException.class, () -> writer.write(new Arrival(1, 4000, 0)));
      assertThrows(IllegalArgumentException.class, () -> writer.write(new Arrival(0, 6000, 0)));
      assertThrows(IllegalArgumentException.class, () -> writer.write(new Arrival(1, 6000, 20)));
    }
  }

  @Test
  void fullDisk_saysSoAndLeavesNothing() {
    Path full = Path.of("/dev/full");
    org.junit.jupiter.api.Assumptions.assumeTrue(Files.isWritable(full), "no /dev/full here");
    Path file = folder.resolve("w.schedule");
    Path unfinished = folder.resolve("w.schedule.unfinished");
    assertTrue(linked(unfinished, full));
    String message =
        Thrown.message(
            BenchException.class,
            () -> ScheduleWriter.write(file, Schedules.random(3, 20_000, 20)));
    assertTrue(message.contains("cannot write") && message.contains("w.schedule\""), message);
    assertFalse(Files.exists(file));
    assertFalse(Files.isSymbolicLink(unfinished));
  }

  @Test
  void folderThatIsAFile_isNamed() throws IOException {
    Files.writeString(folder.resolve("taken"), "");
    Path file = folder.resolve("taken/w.schedule");
    String message =
        Thrown.message(
            BenchException.class, () -> ScheduleWriter.write(file, Schedules.random(3, 2, 20)));
    assertTrue(message.contains("taken/w.schedule\""), message);
  }

  private static boolean linked(Path link, Path to) {
    try {
      return Files.isSymbolicLink(Files.createSymbolicLink(link, to));
    } catch (IOException e) {
      return false;
    }
  }
}
