package dev.firstlight.bench.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScheduleReaderTest {
  private static final String HEADER =
      "{\"schema\":\"firstlight.schedule/1\",\"requests\":4,\"durationMicros\":60000000,\"pool\":3}";
  private static final String PART =
      HEADER.replace("}", ",\"part\":{\"index\":1,\"count\":2,\"requests\":9}}");

  @TempDir Path folder;

  @Test
  void whole_asAnotherToolWouldWriteIt_isNumberedByItsLines() throws IOException {
    assertEquals(
        List.of(
            new Arrival(0, 0, 0),
            new Arrival(1, 1000, 2),
            new Arrival(2, 1000, 1),
            new Arrival(3, 60_000_000_000L, 0)),
        read(file(HEADER + "\n0,0\n1,2\n1,1\r\n60000000,0\n"), false));
  }

  @Test
  void part_keepsTheNumbersOfTheWhole() throws IOException {
    List<Arrival> read = read(file(PART + "\n0,0,1\n1,2,3\n1,1,5\n2,0,8\n"), false);
    assertEquals(List.of(1L, 3L, 5L, 8L), read.stream().map(Arrival::sequence).toList());
  }

  @Test
  void part_withoutSequenceNumbers_isRefused() throws IOException {
    assertMessage(PART + "\n0,0\n", "line 2: \"0,0\" has 2 fields; a line of a part is OFFSET");
  }

  @Test
  void words_areRefusedWithFileLineAndWhatIsAllowed() throws IOException {
    assertMessage(
        HEADER + "\n0,0\nsoon,1\n",
        "w.schedule\", line 3: offset \"soon\" is not allowed; whole numbers from 0 to 60000000"
            + " microseconds");
  }

  @Test
  void offsetBeforeTheOneAbove_isRefused() throws IOException {
    assertMessage(HEADER + "\n5,0\n4,0\n", "line 3: offset 4 is before that of the line above, 5");
  }

  @Test
  void offsetAfterTheEnd_isRefused() throws IOException {
    assertMessage(HEADER + "\n60000001,0\n", "line 2: offset \"60000001\" is not allowed");
  }

  @Test
  void payloadBeyondThePool_isRefused() throws IOException {
    assertMessage(HEADER + "\n1,3\n", "payload \"3\" is not allowed; whole numbers from 0 to 2");
  }

  @Test
  void sequenceTwice_isRefused() throws IOException {
    assertMessage(PART + "\n1,0,4\n2,0,4\n", "line 3: sequence 4 does not come after");
  }

  @Test
  void fewerArrivals_areRefused() throws IOException {
    assertMessage(HEADER + "\n1,0\n", "has 1 arrivals, but its header says 4");
  }

  @Test
  void moreArrivals_areRefused() throws IOException {
    assertMessage(HEADER + "\n1,0\n1,0\n1,0\n1,0\n1,0\n", "line 6: more arrivals than the 4");
  }

  @Test
  void lastLineWithoutALineBreak_isRefusedAsItMayBeCut() throws IOException {
    assertMessage(HEADER + "\n1,0\n2,0\n3,0\n4", "line 5: the last line has no line break");
  }

  @Test
  void hugeNumber_isRefusedRatherThanOverflowing() throws IOException {
    assertMessage(HEADER + "\n99999999999999999999999,0\n", "offset \"99999999999999999999999\"");
  }

  @Test
  void headerOfAnotherSchema_isRefused() throws IOException {
    assertMessage(
        HEADER.replace("/1", "/2") + "\n",
        "line 1: the header of a schedule: schema is \"firstlight.schedule/2\";"
            + " \"firstlight.schedule/1\" is allowed");
  }

  @Test
  void headerThatIsNoJson_isRefused() throws IOException {
    assertMessage("1,2\n", "line 1: the header of a schedule: ");
  }

  @Test
  void emptyFile_isRefused() throws IOException {
    assertMessage("", "line 1: the file is empty");
  }

  @Test
  void missingFile_isNamed() {
    String message =
        Thrown.message(BenchException.class, () -> ScheduleReader.open(folder.resolve("none")));
    assertTrue(message.contains("none\": there is no such file"), message);
  }

  @Test
  void lenient_givesTheRestUnderItsOwnNumbersAndCounts() throws IOException {
    Path file = file(HEADER + "\n1,0\nx,0\n3,9\n4,2\n5");
    try (ScheduleReader reader = ScheduleReader.openLenient(file)) {
      assertEquals(new Arrival(0, 1000, 0), reader.next());
      assertEquals(new Arrival(3, 4000, 2), reader.next());
      assertTrue(!reader.hasNext());
      assertEquals(3, reader.skipped());
      String problem = reader.firstProblem().orElseThrow();
      assertTrue(problem.contains("line 3: offset \"x\" is not allowed"), problem);
    }
  }

  @Test
  void lenient_ofADamagedHeader_fails() throws IOException {
    Path file = file("{\n1,0\n");
    String message = Thrown.message(BenchException.class, () -> ScheduleReader.openLenient(file));
    assertTrue(message.contains("line 1: the header"), message);
  }

  @Test
  void compressedFileThatIsCut_isRefused_andReadLenientlyUntilThere() throws IOException {
    Path whole = folder.resolve("whole.schedule.gz");
    ScheduleWriter.write(whole, Schedules.random(7, 5000, 200));
    Path cut = folder.resolve("cut.schedule.gz");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length / 2));
    String message = Thrown.message(BenchException.class, () -> read(cut, false));
    assertTrue(message.contains("damaged or was cut short"), message);
    List<Arrival> all = read(whole, false);
    List<Arrival> rest = read(cut, true);
    assertTrue(rest.size() > 1000 && rest.size() < 5000, "read " + rest.size());
    assertEquals(all.subList(0, rest.size()), rest);
  }

  @Test
  void fileThatIsNotGzipDespiteItsName_isRefused() throws IOException {
    Path file = folder.resolve("w.schedule.gz");
    Files.writeString(file, HEADER);
    String message = Thrown.message(BenchException.class, () -> ScheduleReader.open(file));
    assertTrue(message.contains("its name ends in .gz, but it is not gzip"), message);
  }

  private void assertMessage(String text, String expected) throws IOException {
    Path file = file(text);
    String message = Thrown.message(BenchException.class, () -> read(file, false));
    assertTrue(message.contains(expected), message);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("w.schedule"), text);
  }

  private static List<Arrival> read(Path file, boolean lenient) {
    List<Arrival> arrivals = new ArrayList<>();
    try (ScheduleReader reader =
        lenient ? ScheduleReader.openLenient(file) : ScheduleReader.open(file)) {
      reader.forEachRemaining(arrivals::add);
    }
    return arrivals;
  }
}
