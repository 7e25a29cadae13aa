package dev.firstlight.bench.workload;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.json.JsonException;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a schedule from its file, arrival by arrival, in bounded memory.
 *
 * <p>Strict reading fails at the first thing that is wrong, with the file, the line, what is wrong
 * and what is allowed: a line that is no arrival, an offset that is before the one above or after
 * the end, a sequence number that does not grow, a payload beyond the pool, more or fewer arrivals
 * than the header says, a last line or a compressed file that was cut short. Lenient reading leaves
 * such lines out and tells how many, and what the first of them was. A damaged header is an error
 * in both: without it the rest means nothing.
 *
 * <p>For one thread.
 */
public final class ScheduleReader implements Arrivals {
  private static final int LONGEST_LINE = 1 << 20;

  private final Path file;
  private final TextLines lines;
  private final ScheduleHeader header;
  private final ArrivalLine format;
  private final boolean lenient;
  private @Nullable Arrival next;
  private boolean ended;
  private long read;
  private long skipped;
  private @Nullable String firstProblem;

  private ScheduleReader(Path file, TextLines lines, ScheduleHeader header, boolean lenient) {
    this.file = file;
    this.lines = lines;
    this.header = header;
    this.format = new ArrivalLine(header);
    this.lenient = lenient;
  }

  /**
   * Opens a schedule for strict reading.
   *
   * @throws BenchException of kind FILE if it cannot be read or its header is none
   */
  public static ScheduleReader open(Path file) {
    return open(file, false);
  }

  /**
   * Opens a schedule for lenient reading.
   *
   * @throws BenchException of kind FILE if it cannot be read or its header is none
   */
  public static ScheduleReader openLenient(Path file) {
    return open(file, true);
  }

  private static ScheduleReader open(Path file, boolean lenient) {
    TextLines lines = TextLines.open(file, LONGEST_LINE);
    try {
      return new ScheduleReader(file, lines, header(lines), lenient);
    } catch (RuntimeException e) {
      lines.close();
      throw e;
    }
  }

  private static ScheduleHeader header(TextLines lines) {
    String line =
        lines
            .next()
            .orElseThrow(() -> lines.at("the file is empty; a schedule begins with its header"));
    try {
      return ScheduleHeaderJson.read(line);
    } catch (JsonException e) {
      throw lines.at("the header of a schedule: " + e.getMessage());
    }
  }

  /** What the schedule says of itself. */
  public ScheduleHeader header() {
    return header;
  }

  @Override
  public boolean hasNext() {
    while (next == null && !ended) {
      advance();
    }
    return next != null;
  }

  @Override
  public Arrival next() {
    if (!hasNext() || next == null) {
      throw new NoSuchElementException();
    }
    Arrival arrival = next;
    next = null;
    return arrival;
  }

  /** How many lines were left out so far. */
  public long skipped() {
    return skipped;
  }

  /**
   * What was wrong first, with file and line, as strict reading would have said it. At the end,
   * that arrivals are missing counts too.
   */
  public Optional<String> firstProblem() {
    return Optional.ofNullable(firstProblem);
  }

  private void advance() {
    Optional<String> line;
    try {
      line = lines.next();
    } catch (BenchException e) {
      // Nothing can be found after it: a file that was cut, or that has no lines.
      ended = true;
      complain(e);
      skipped++;
      return;
    }
    if (line.isEmpty()) {
      ended = true;
      if (read != header.requests()) {
        complain(
            new BenchException(
                BenchException.Kind.FILE,
                "\"%s\" has %d arrivals, but its header says %d; it was cut short or changed"
                    .formatted(file, read, header.requests())));
      }
      return;
    }
    try {
      if (!lines.isComplete()) {
        throw new IllegalArgumentException(
            "the last line has no line break, so it may have been cut short; end it with one");
      }
      if (read == header.requests()) {
        throw new IllegalArgumentException(
            "more arrivals than the %d that the header says".formatted(header.requests()));
      }
      next = format.parse(line.get(), lines.number());
      read++;
    } catch (IllegalArgumentException e) {
      complain(lines.at(String.valueOf(e.getMessage())));
      skipped++;
    }
  }

  private void complain(BenchException problem) {
    if (!lenient) {
      throw problem;
    }
    if (firstProblem == null) {
      firstProblem = problem.getMessage();
    }
  }

  @Override
  public void close() {
    lines.close();
  }
}
