package dev.firstlight.bench.workload;

/**
 * A line of a schedule: {@code OFFSET,PAYLOAD} in a whole one, {@code OFFSET,PAYLOAD,SEQUENCE} in a
 * part; the offset in microseconds. Where the sequence number is left out it is the place of the
 * line, so that it stays right when a damaged line is left out. Keeps the arrival above, to check
 * the order. For one thread.
 */
final class ArrivalLine {
  private static final String FORMAT =
      "a line is OFFSET,PAYLOAD with the offset in whole microseconds, as 1500000,42";
  private static final String PART_FORMAT =
      "a line of a part is OFFSET,PAYLOAD,SEQUENCE with the offset in whole microseconds, as"
          + " 1500000,42,7";

  private final ScheduleHeader header;
  private final long lastMicros;
  private long micros;
  private long sequence = -1;

  ArrivalLine(ScheduleHeader header) {
    this.header = header;
    this.lastMicros = header.duration().toNanos() / 1000;
  }

  /**
   * Reads a line.
   *
   * @param number of the line; the header is the first
   * @throws IllegalArgumentException with what is wrong and what is allowed; the arrival above then
   *     stays what the next line is held against
   */
  Arrival parse(String line, long number) {
    boolean whole = header.part().isWhole();
    String[] fields = line.split(",", -1);
    if (fields.length != 3 && (fields.length != 2 || !whole)) {
      throw new IllegalArgumentException(
          "\"%s\" has %d fields; %s"
              .formatted(brief(line), fields.length, whole ? FORMAT : PART_FORMAT));
    }
    long readMicros = number(fields[0], "offset", lastMicros, "microseconds (the duration)");
    long payload = number(fields[1], "payload", header.pool() - 1L, "(the pool's last)");
    long readSequence =
        fields.length == 2
            ? number - 2
            : number(fields[2], "sequence", header.part().requests() - 1, "(the workload's last)");
    if (readMicros < micros) {
      throw new IllegalArgumentException(
          "offset %d is before that of the line above, %d; offsets never shrink"
              .formatted(readMicros, micros));
    }
    if (readSequence <= sequence) {
      throw new IllegalArgumentException(
          "sequence %d does not come after that of the line above, %d; sequence numbers grow"
              .formatted(readSequence, sequence));
    }
    micros = readMicros;
    sequence = readSequence;
    return new Arrival(readSequence, readMicros * 1000, (int) payload);
  }

  /** Appends a line with its line break. */
  static void append(StringBuilder text, Arrival arrival, boolean whole) {
    text.append(arrival.offsetNanos() / 1000).append(',').append(arrival.payload());
    if (!whole) {
      text.append(',').append(arrival.sequence());
    }
    text.append('\n');
  }

  private static long number(String text, String what, long most, String unit) {
    String trimmed = text.trim();
    boolean digits = !trimmed.isEmpty() && trimmed.length() <= 18;
    for (int i = 0; i < trimmed.length(); i++) {
      digits &= trimmed.charAt(i) >= '0' && trimmed.charAt(i) <= '9';
    }
    long value = digits ? Long.parseLong(trimmed) : -1;
    if (value < 0 || value > most) {
      throw new IllegalArgumentException(
          "%s \"%s\" is not allowed; whole numbers from 0 to %d %s are"
              .formatted(what, brief(trimmed), most, unit));
    }
    return value;
  }

  private static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
