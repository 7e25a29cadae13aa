package dev.firstlight.bench.workload;

import dev.firstlight.bench.fault.BenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a schedule in turns: arrival i goes to part i modulo their number, so that every part has
 * the shape of the whole, at its share of the rate.
 */
public final class ScheduleParts {
  private ScheduleParts() {}

  /** How many arrivals of so many go to a part. */
  public static long requests(long whole, int index, int count) {
    return (whole + count - 1 - index) / count;
  }

  /**
   * Writes the parts, in one pass and bounded memory.
   *
   * @param files one a part, in their order
   * @throws BenchException of kind USAGE if the schedule is a part already, of kind FILE if it
   *     cannot be read or a file cannot be written; then none of the files is there
   */
  public static List<ScheduleHeader> write(Schedule schedule, List<Path> files) {
    ScheduleHeader header = schedule.header();
    int count = files.size();
    if (!header.part().isWhole()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "schedule \"%s\" is part %d of %d; only a whole one can be split"
              .formatted(header.name(), header.part().index(), header.part().count()));
    }
    List<ScheduleWriter> writers = new ArrayList<>();
    List<ScheduleHeader> headers = new ArrayList<>();
    try (Arrivals arrivals = schedule.arrivals()) {
      for (int i = 0; i < count; i++) {
        headers.add(header.part(i, count, requests(header.requests(), i, count)));
        writers.add(ScheduleWriter.create(files.get(i), headers.get(i)));
      }
      while (arrivals.hasNext()) {
        Arrival arrival = arrivals.next();
        writers.get((int) (arrival.sequence() % count)).write(arrival);
      }
      writers.forEach(ScheduleWriter::finish);
    } finally {
      writers.forEach(ScheduleWriter::close);
    }
    return headers;
  }
}
