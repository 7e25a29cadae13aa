package dev.firstlight.bench.workload.trace;

import dev.firstlight.bench.workload.TextLines;
import dev.firstlight.bench.workload.process.Draws;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads traces. A first line that is no number is taken for the names of columns; empty lines are
 * skipped; anything else that is wrong is an error with file and line. Arrivals of a bin are put at
 * independent, uniformly distributed times in it, drawn from the seed: that is a Poisson process
 * given its number, and the least that a count says.
 *
 * @param format of the file
 * @param column which one to read, by name or by number from 1
 * @param binMicros length of a bin of counts
 * @param select rows of an Azure trace: of the function whose hash begins so, or all if empty
 * @param trigger rows of an Azure trace: of that trigger, or all if empty
 * @param seed of times within bins
 */
public record TraceReader(
    TraceFormat format, String column, long binMicros, String select, String trigger, long seed) {
  private static final int LONGEST_LINE = 1 << 20;

  /**
   * Reads a trace.
   *
   * @throws dev.firstlight.bench.fault.BenchException of kind FILE if it cannot be read, with file
   *     and line where one is wrong
   */
  public Trace read(Path file) {
    try (TextLines lines = TextLines.open(file, LONGEST_LINE)) {
      return switch (format) {
        case TIMES -> times(lines);
        case INTERVALS -> intervals(lines);
        case COUNTS -> counts(lines);
        case AZURE -> spread(new AzureRows(select, trigger).sum(lines), lines);
      };
    }
  }

  private Trace times(TextLines lines) {
    Numbers times = new Numbers(lines);
    fields(lines, field -> times.add(micros(field)));
    long[] all = times.all();
    if (all.length == 0) {
      throw lines.at("there are no arrivals in the file");
    }
    long first = Arrays.stream(all).min().orElse(0);
    for (int i = 0; i < all.length; i++) {
      all[i] -= first;
    }
    long last = Arrays.stream(all).max().orElse(0);
    return new Trace(all, Math.max(1, last));
  }

  private Trace intervals(TextLines lines) {
    Numbers times = new Numbers(lines);
    double[] seconds = {0};
    fields(
        lines,
        field -> {
          double gap = Double.parseDouble(field);
          if (!(gap >= 0 && gap < 1e9)) {
            throw new NumberFormatException("no interval");
          }
          times.add(Math.round(seconds[0] * 1e6));
          seconds[0] += gap;
        });
    long[] all = times.all();
    if (all.length == 0) {
      throw lines.at("there are no intervals in the file");
    }
    return new Trace(all, Math.max(1, Math.round(seconds[0] * 1e6)));
  }

  private Trace counts(TextLines lines) {
    Numbers counts = new Numbers(lines);
    fields(lines, field -> counts.add(count(field)));
    return spread(counts.all(), lines);
  }

  /** Arrivals of bins at times within them. */
  private Trace spread(long[] counts, TextLines lines) {
    long total = Arrays.stream(counts).sum();
    if (counts.length == 0 || total == 0 || total > Trace.MOST) {
      throw lines.at(
          "%,d arrivals in %,d bins; 1 to %,d are allowed"
              .formatted(total, counts.length, Trace.MOST));
    }
    Draws draws = Draws.of(seed, Draws.Purpose.ARRIVALS);
    long[] micros = new long[(int) total];
    int at = 0;
    for (int bin = 0; bin < counts.length; bin++) {
      for (long i = 0; i < counts[bin]; i++) {
        micros[at++] = bin * binMicros + (long) (draws.uniform() * binMicros);
      }
    }
    return new Trace(micros, counts.length * binMicros);
  }

  private void fields(TextLines lines, FieldSink sink) {
    int index = column.matches("[0-9]{1,6}") ? Integer.parseInt(column) - 1 : -1;
    boolean begun = false;
    for (Optional<String> line = lines.next(); line.isPresent(); line = lines.next()) {
      if (line.get().isBlank()) {
        continue;
      }
      List<String> cells = Arrays.stream(line.get().split("[,;\t]", -1)).map(String::trim).toList();
      boolean first = !begun;
      begun = true;
      if (first && line.get().startsWith("{")) {
        throw lines.at("this is JSON, perhaps a schedule already; a trace is a table");
      }
      if (first && index < 0) {
        index = cells.indexOf(column);
        if (index < 0) {
          throw lines.at(
              "there is no column \"%s\"; there are %s"
                  .formatted(column, String.join(", ", cells)));
        }
        continue;
      }
      if (index >= cells.size()) {
        throw lines.at("has %d columns, but column %s is wanted".formatted(cells.size(), column));
      }
      try {
        sink.accept(cells.get(index));
      } catch (NumberFormatException | DateTimeException e) {
        if (!first) {
          throw lines.at("\"%s\" is not allowed; %s".formatted(cells.get(index), allowed()));
        }
      }
    }
  }

  private String allowed() {
    return switch (format) {
      case TIMES -> "seconds, as 12.5, or ISO 8601 times, as 2026-11-24T10:00:00Z, are";
      case INTERVALS -> "seconds between arrivals, as 0.02, are";
      default -> "whole numbers of arrivals are";
    };
  }

  private static long micros(String field) {
    if (field.indexOf('T') > 0 || field.indexOf(' ') > 0) {
      String iso = field.replace(' ', 'T');
      Instant time =
          iso.matches(".*(Z|[+-][0-9:]+)$") && iso.indexOf('T') > 0
              ? OffsetDateTime.parse(iso).toInstant()
              : OffsetDateTime.parse(iso + "Z").toInstant();
      return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
    }
    double seconds = Double.parseDouble(field);
    if (!(Math.abs(seconds) < 1e11)) {
      throw new NumberFormatException("no time");
    }
    return Math.round(seconds * 1e6);
  }

  private static long count(String field) {
    long count = (long) Double.parseDouble(field); // some tools write 12.0
    if (count < 0 || count != Double.parseDouble(field)) {
      throw new NumberFormatException("no count");
    }
    return count;
  }

  /** Takes what stands in the column. */
  @FunctionalInterface
  private interface FieldSink {
    void accept(String field);
  }

  /** Numbers that grow in number. */
  static final class Numbers {
    private final TextLines lines;
    private long[] numbers = new long[1024];
    private int count;

    Numbers(TextLines lines) {
      this.lines = lines;
    }

    void add(long number) {
      if (count == Trace.MOST) {
        throw lines.at("more than the %,d arrivals that are allowed".formatted(Trace.MOST));
      }
      if (count == numbers.length) {
        numbers = Arrays.copyOf(numbers, 2 * count);
      }
      numbers[count++] = number;
    }

    long[] all() {
      return Arrays.copyOf(numbers, count);
    }
  }
}
