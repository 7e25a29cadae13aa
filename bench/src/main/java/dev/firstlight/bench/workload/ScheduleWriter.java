package dev.firstlight.bench.workload;

import dev.firstlight.bench.fault.BenchException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a schedule, gzipped where the file's name ends in {@code .gz}, arrival by arrival and in
 * bounded memory. The file gets its name when it is complete: what stood there before stays until
 * then, and for good where writing fails. For one thread.
 */
public final class ScheduleWriter implements AutoCloseable {
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final Path unfinished;
  private final OutputStream out;
  private final ScheduleHeader header;
  private final StringBuilder line = new StringBuilder();
  private long written;
  private long sequence = -1;
  private long offsetMicros;
  private boolean open = true;

  private ScheduleWriter(Path file, Path unfinished, OutputStream out, ScheduleHeader header) {
    this.file = file;
    this.unfinished = unfinished;
    this.out = out;
    this.header = header;
  }

  /**
   * Writes all of a schedule.
   *
   * @throws BenchException of kind FILE if the file cannot be written
   */
  public static void write(Path file, Schedule schedule) {
    try (ScheduleWriter writer = create(file, schedule.header());
        Arrivals arrivals = schedule.arrivals()) {
      while (arrivals.hasNext()) {
        writer.write(arrivals.next());
      }
      writer.finish();
    }
  }

  /**
   * Begins a schedule; folders above it are made.
   *
   * @throws BenchException of kind FILE if the file cannot be written
   */
  public static ScheduleWriter create(Path file, ScheduleHeader header) {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      OutputStream raw = new BufferedOutputStream(Files.newOutputStream(unfinished), BUFFER);
      // Java writes no time and no name into gzip headers: the same schedule is the same file.
      OutputStream out = TextLines.isGzip(file) ? new GZIPOutputStream(raw, BUFFER) : raw;
      ScheduleWriter writer = new ScheduleWriter(file, unfinished, out, header);
      out.write((ScheduleHeaderJson.write(header) + "\n").getBytes(StandardCharsets.UTF_8));
      return writer;
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /**
   * Appends an arrival.
   *
   * @throws IllegalArgumentException if it is out of order, beyond the end or beyond the pool
   * @throws BenchException of kind FILE if the file cannot be written, as on a full disk
   */
  public void write(Arrival arrival) {
    long micros = arrival.offsetNanos() / 1000;
    boolean whole = header.part().isWhole();
    if (arrival.sequence() <= sequence
        || micros < offsetMicros
        || arrival.offsetNanos() > header.duration().toNanos()
        || arrival.payload() >= header.pool()
        || arrival.sequence() >= header.part().requests()
        || (whole && arrival.sequence() != written)) {
      throw new IllegalArgumentException(
          "%s cannot follow sequence %d at %d µs in a schedule of %s"
              .formatted(arrival, sequence, offsetMicros, header));
    }
    sequence = arrival.sequence();
    offsetMicros = micros;
    line.setLength(0);
    ArrivalLine.append(line, arrival, whole);
    try {
      out.write(line.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    written++;
  }

  /**
   * Completes the file and gives it its name.
   *
   * @throws IllegalStateException if there are not as many arrivals as the header says
   * @throws BenchException of kind FILE if it cannot be written
   */
  public void finish() {
    if (written != header.requests()) {
      throw new IllegalStateException(
          "%d arrivals were written, the header says %d".formatted(written, header.requests()));
    }
    try {
      open = false;
      out.close();
      move();
    } catch (IOException e) {
      discard(e);
      throw unwritable(file, e);
    }
  }

  private void move() throws IOException {
    try {
      Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Gives up what was not finished. */
  @Override
  public void close() {
    if (open) {
      open = false;
      try {
        out.close();
        Files.deleteIfExists(unfinished);
      } catch (IOException e) {
        discard(e);
      }
    }
  }

  /** On a full disk closing fails too, as it writes the rest; what lies there must still go. */
  private void discard(IOException e) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException deleting) {
      e.addSuppressed(deleting);
    }
  }

  private static BenchException unwritable(Path file, IOException e) {
    return new BenchException(
        BenchException.Kind.FILE,
        "cannot write \"%s\": %s; name another file, or make room".formatted(file, e),
        e);
  }
}
