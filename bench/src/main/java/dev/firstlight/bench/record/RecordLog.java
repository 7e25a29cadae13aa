package dev.firstlight.bench.record;

import dev.firstlight.json.JsonException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A log of invocation records: each is on its way to the file when {@link #write} returns, so that
 * a run that is cut short keeps what it measured. Safe for use by several threads.
 */
public final class RecordLog implements AutoCloseable {
  private final BufferedWriter out;
  private int count;
  private boolean open = true;

  private RecordLog(BufferedWriter out) {
    this.out = out;
  }

  /**
   * Begins a log in a file that must not exist yet: measurements are never written over.
   *
   * @throws IOException if it exists or cannot be made
   */
  public static RecordLog create(Path file) throws IOException {
    return new RecordLog(Files.newBufferedWriter(file, StandardOpenOption.CREATE_NEW));
  }

  /** Appends a record; after closing, does nothing. */
  public synchronized void write(InvocationRecord record) {
    if (!open) {
      return;
    }
    try {
      out.write(InvocationJson.write(record));
      out.write('\n');
      out.flush();
      count++;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a record: " + e.getMessage(), e);
    }
  }

  /** How many records have been written. */
  public synchronized int count() {
    return count;
  }

  @Override
  public synchronized void close() {
    if (open) {
      open = false;
      try {
        out.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Reads a log. A last line without a line break is left out: its run was cut short while writing
   * it.
   *
   * @throws JsonException naming file and line where one is no record
   * @throws IOException if the file cannot be read
   */
  public static List<InvocationRecord> read(Path file) throws IOException {
    List<InvocationRecord> records = new ArrayList<>();
    boolean whole = endsWithLineBreak(file);
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = in.readLine(); line != null; ) {
        String next = in.readLine();
        number++;
        if (next != null || whole) {
          records.add(parse(line, file, number));
        }
        line = next;
      }
    }
    return records;
  }

  private static InvocationRecord parse(String line, Path file, int number) {
    try {
      return InvocationJson.read(line);
    } catch (JsonException e) {
      throw new JsonException("", file + ", line " + number + ": " + e.getMessage(), e);
    }
  }

  private static boolean endsWithLineBreak(Path file) throws IOException {
    try (var channel = Files.newByteChannel(file)) {
      if (channel.size() == 0) {
        return true;
      }
      channel.position(channel.size() - 1);
      java.nio.ByteBuffer last = java.nio.ByteBuffer.allocate(1);
      return channel.read(last) == 1 && last.get(0) == '\n';
    }
  }
}
