package dev.firstlight.bench.workload.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.Arrival;
import dev.firstlight.bench.workload.Part;
import dev.firstlight.bench.workload.ScheduleHeader;
import dev.firstlight.bench.workload.Schedules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReaderTest {
  private static final String AZURE =
      """
      HashOwner,HashApp,HashFunction,Trigger,1,2,3
      o,a,f1,http,3,0,2
      o,a,f2,timer,1,1,1
      o,a,f3,http,0,4,0
      """;

  @TempDir Path folder;

  @Test
  void times_countFromTheFirst_whateverTheirOrder() throws IOException {
    Trace trace = read(reader(TraceFormat.TIMES, "t"), "x,t\n9,12.5\n9,10\n9,11.000001\n");
    assertArrayEquals(new long[] {0, 1_000_001, 2_500_000}, micros(trace));
    assertEquals(2_500_000, trace.durationMicros());
  }

  @Test
  void isoTimes_areReadWithAnyOffset() throws IOException {
    Trace trace =
        read(
            reader(TraceFormat.TIMES, "1"),
            "2026-11-24T10:00:00Z\n2026-11-24T11:00:01.5+01:00\n2026-11-24 10:00:03\n");
    assertArrayEquals(new long[] {0, 1_500_000, 3_000_000}, micros(trace));
  }

  @Test
  void intervals_areTheTimesBetween() throws IOException {
    Trace trace = read(reader(TraceFormat.INTERVALS, "1"), "0.1\n0.2\n0.3\n");
    assertArrayEquals(new long[] {0, 100_000, 300_000}, micros(trace));
    assertEquals(600_000, trace.durationMicros());
  }

  @Test
  void counts_areMetInEveryBin() throws IOException {
    Trace trace = read(reader(TraceFormat.COUNTS, "1"), "arrivals\n5\n0\n7\n");
    long[] micros = micros(trace);
    assertEquals(12, micros.length);
    assertEquals(5, IntStream.range(0, 12).filter(i -> micros[i] < 60_000_000).count());
    assertEquals(7, IntStream.range(0, 12).filter(i -> micros[i] >= 120_000_000).count());
    assertEquals(180_000_000, trace.durationMicros());
  }

  @Test
  void azure_addsUpTheRowsThatAreWanted() throws IOException {
    Trace all = read(azure("", ""), AZURE);
    assertEquals(12, all.size());
    Trace http = read(azure("", "http"), AZURE);
    assertEquals(9, http.size());
    Trace one = read(azure("f1", ""), AZURE);
    assertEquals(5, one.size());
    assertEquals(3, IntStream.range(0, 5).filter(i -> one.micros(i) < 60_000_000).count());
    assertEquals(180_000_000, one.durationMicros());
  }

  @Test
  void damage_isNamedWithFileAndLine() throws IOException {
    assertMessage(reader(TraceFormat.TIMES, "1"), "1\n2\nx\n", "line 3: \"x\" is not allowed");
    assertMessage(reader(TraceFormat.TIMES, "y"), "t\n2\n", "no column \"y\"; there are t");
    assertMessage(reader(TraceFormat.TIMES, "2"), "1,2\n3\n", "line 2: has 1 columns");
    assertMessage(reader(TraceFormat.COUNTS, "1"), "1\n-2\n", "line 2: \"-2\" is not allowed");
    assertMessage(reader(TraceFormat.TIMES, "1"), "{\"schema\":1}\n", "perhaps a schedule already");
    assertMessage(reader(TraceFormat.TIMES, "1"), "t\n", "there are no arrivals");
    assertMessage(azure("zz", ""), AZURE, "no row has a HashFunction that begins with \"zz\"");
    assertMessage(azure("", ""), AZURE.replace("4,0", "x,0"), "line 4: \"x\" is not allowed");
    assertMessage(azure("", ""), AZURE + "o,a\n", "line 5: has 2 columns, the first line 7");
  }

  @Test
  void replay_ofASample_keepsSoManyInOrder_andEachAlikeOften() throws IOException {
    Trace trace = read(reader(TraceFormat.TIMES, "1"), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n");
    int[] kept = new int[10];
    for (int seed = 0; seed < 1000; seed++) {
      ScheduleHeader header =
          new ScheduleHeader(
              "r", "replay", Map.of(), seed, 3, Duration.ofSeconds(9), 5, Part.whole(3));
      List<Arrival> arrivals = Schedules.all(new ReplaySchedule(header, trace));
      assertEquals(3, arrivals.size());
      assertTrue(arrivals.get(0).offsetNanos() < arrivals.get(1).offsetNanos());
      arrivals.forEach(each -> kept[(int) (each.offsetNanos() / 1_000_000_000)]++);
    }
    for (int count : kept) {
      assertEquals(300, count, 5 * Math.sqrt(1000 * 0.3 * 0.7)); // binomial
    }
  }

  @Test
  void window_andCompression_keepWhatTheySay() throws IOException {
    Trace trace = read(reader(TraceFormat.TIMES, "1"), "0\n1\n2\n3\n4\n");
    assertArrayEquals(new long[] {0, 1_000_000}, micros(trace.window(1_000_000, 2_000_000)));
    assertArrayEquals(
        new long[] {0, 100_000, 200_000, 300_000, 400_000}, micros(trace.compressed(10)));
  }

  private void assertMessage(TraceReader reader, String text, String expected) throws IOException {
    Path file = Files.writeString(folder.resolve("trace.csv"), text);
    String message = Thrown.message(BenchException.class, () -> reader.read(file));
    assertTrue(message.contains("trace.csv\", line "), message);
    assertTrue(message.contains(expected), message);
  }

  private Trace read(TraceReader reader, String text) throws IOException {
    return reader.read(Files.writeString(folder.resolve("trace.csv"), text));
  }

  private static TraceReader reader(TraceFormat format, String column) {
    return new TraceReader(format, column, 60_000_000, "", "", 3);
  }

  private static TraceReader azure(String function, String trigger) {
    return new TraceReader(TraceFormat.AZURE, "1", 60_000_000, function, trigger, 3);
  }

  private static long[] micros(Trace trace) {
    return IntStream.range(0, trace.size()).mapToLong(trace::micros).toArray();
  }
}
