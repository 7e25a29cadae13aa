package dev.firstlight.bench.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.Thrown;
import dev.firstlight.json.JsonException;
import org.junit.jupiter.api.Test;

class InvocationJsonTest {
  @Test
  void coldRecord_writtenAndRead_isTheSame() {
    InvocationRecord record = Runs.cold("lambda", 1, 300);
    assertEquals(record, InvocationJson.read(InvocationJson.write(record)));
  }

  @Test
  void warmRecord_writtenAndRead_isTheSame() {
    InvocationRecord record = Runs.warm("server", 2, 7, 12.5);
    assertEquals(record, InvocationJson.read(InvocationJson.write(record)));
  }

  @Test
  void failedRecord_writtenAndRead_isTheSame() {
    InvocationRecord record =
        Runs.failed(Runs.cold("gcf", 1, 300), 0, "it ended; it printed\n\"line\u2028\"");
    assertEquals(record, InvocationJson.read(InvocationJson.write(record)));
  }

  @Test
  void record_withLineBreaksInItsError_isOneLine() {
    String line =
        InvocationJson.write(Runs.failed(Runs.cold("gcf", 1, 300), 0, "two\nlines\r\nand more"));
    assertFalse(line.contains("\n") || line.contains("\r"), line);
  }

  @Test
  void read_ofAnotherSchema_namesBoth() {
    String line =
        InvocationJson.write(Runs.cold("gcf", 1, 300))
            .replace(InvocationRecord.SCHEMA, "firstlight.invocation/9");
    String message = Thrown.message(JsonException.class, () -> InvocationJson.read(line));
    assertTrue(message.contains("firstlight.invocation/9"), message);
    assertTrue(message.contains(InvocationRecord.SCHEMA), message);
  }

  @Test
  void read_withoutATarget_namesTheField() {
    String line =
        InvocationJson.write(Runs.cold("gcf", 1, 300)).replaceFirst("\"target\"", "\"goal\"");
    String message = Thrown.message(JsonException.class, () -> InvocationJson.read(line));
    assertTrue(message.startsWith("target is missing"), message);
  }

  @Test
  void read_ofTimesOutOfOrder_saysSo() {
    String line =
        InvocationJson.write(Runs.warm("gcf", 1, 1, 5))
            .replaceFirst("\"sentNanos\":\\d+", "\"sentNanos\":1");
    String message = Thrown.message(JsonException.class, () -> InvocationJson.read(line));
    assertTrue(message.contains("out of order"), message);
  }
}
