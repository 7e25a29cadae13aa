package dev.firstlight.bench.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.Thrown;
import dev.firstlight.json.JsonException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
  @TempDir Path folder;

  @Test
  void records_writtenAndRead_areTheSame() throws IOException {
    Path file = write(Runs.valid());
    assertEquals(Runs.valid(), RecordLog.read(file));
  }

  @Test
  void record_isInTheFile_beforeTheLogIsClosed() throws IOException {
    Path file = folder.resolve("records.jsonl");
    try (RecordLog log = RecordLog.create(file)) {
      log.write(Runs.cold("lambda", 1, 300));
      assertEquals(1, RecordLog.read(file).size());
    }
  }

  @Test
  void write_afterClosing_changesNothing() throws IOException {
    Path file = folder.resolve("records.jsonl");
    RecordLog log = RecordLog.create(file);
    log.close();
    log.close();
    log.write(Runs.cold("lambda", 1, 300));
    assertEquals(0, Files.size(file));
  }

  @Test
  void create_overAnotherLog_isRefused() throws IOException {
    Path file = write(Runs.valid());
    assertThrows(FileAlreadyExistsException.class, () -> RecordLog.create(file));
  }

  @Test
  void read_ofALogCutShort_leavesTheLastLineOut() throws IOException {
    Path file = write(Runs.valid());
    Files.writeString(file, "{\"schema\":\"firstlight.inv", StandardOpenOption.APPEND);
    assertEquals(Runs.valid(), RecordLog.read(file));
  }

  @Test
  void read_ofALineThatIsNoRecord_namesFileAndLine() throws IOException {
    Path file = write(Runs.instance("lambda", 1, 300));
    Files.writeString(file, "{}\n", StandardOpenOption.APPEND);
    String message = Thrown.message(JsonException.class, () -> RecordLog.read(file));
    assertTrue(message.contains("records.jsonl, line 4: schema is missing"), message);
  }

  private Path write(List<InvocationRecord> records) throws IOException {
    Path file = folder.resolve("records.jsonl");
    try (RecordLog log = RecordLog.create(file)) {
      records.forEach(log::write);
      assertEquals(records.size(), log.count());
    }
    return file;
  }
}
