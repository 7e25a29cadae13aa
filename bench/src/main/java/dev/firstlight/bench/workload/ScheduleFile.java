package dev.firstlight.bench.workload;

import dev.firstlight.bench.fault.BenchException;
import java.nio.file.Path;

/**
 * A schedule that lies in a file. Every pass reads the file anew, strictly: see {@link
 * ScheduleReader} for what is checked, and for the lenient way.
 *
 * @param file where it lies
 * @param header as it stood there when it was opened
 */
public record ScheduleFile(Path file, ScheduleHeader header) implements Schedule {
  /**
   * Reads the header.
   *
   * @throws BenchException of kind FILE if it cannot be read or is no schedule
   */
  public static ScheduleFile open(Path file) {
    try (ScheduleReader reader = ScheduleReader.open(file)) {
      return new ScheduleFile(file, reader.header());
    }
  }

  @Override
  public ScheduleReader arrivals() {
    ScheduleReader reader = ScheduleReader.open(file);
    if (!reader.header().equals(header)) {
      reader.close();
      throw new BenchException(
          BenchException.Kind.FILE, "\"%s\" was changed while it was in use".formatted(file));
    }
    return reader;
  }
}
