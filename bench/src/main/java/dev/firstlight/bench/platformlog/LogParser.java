package dev.firstlight.bench.platformlog;

import dev.firstlight.bench.platformlog.LogEvent.End;
import dev.firstlight.bench.platformlog.LogEvent.Exit;
import dev.firstlight.bench.platformlog.LogEvent.InitReport;
import dev.firstlight.bench.platformlog.LogEvent.InitStart;
import dev.firstlight.bench.platformlog.LogEvent.Report;
import dev.firstlight.bench.platformlog.LogEvent.Start;
import dev.firstlight.bench.platformlog.LogEvent.TimedOut;
import dev.firstlight.bench.platformlog.LogEvent.Times;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads Lambda's log, whichever format a line has. Fields of a line may come in any order: AWS's
 * runtime interface emulator has another one than Lambda. Stateless.
 */
public final class LogParser {
  private static final Pattern ID = Pattern.compile("RequestId: ([0-9a-zA-Z-]+)");
  private static final Pattern FIELD = Pattern.compile("([A-Z][A-Za-z ]*): ([^\\t]*)");
  private static final Pattern EXIT =
      Pattern.compile("RequestId: (\\S+) Error: Runtime exited with error: (.*)");
  private static final Pattern TIMED_OUT =
      Pattern.compile("\\S+ (\\S+) Task timed out after (\\d+(?:\\.\\d+)?) seconds\\s*");
  private static final Pattern VERSION = Pattern.compile("Version: (\\S+)");

  private LogParser() {}

  /** What the line says; empty for a line that is none of the platform's, or is broken off. */
  public static Optional<LogEvent> parse(String line) {
    try {
      if (line.startsWith("{")) {
        return LogJson.read(JsonNode.read(line.getBytes(StandardCharsets.UTF_8)));
      }
      return text(line);
    } catch (JsonException | NumberFormatException e) {
      return Optional.empty(); // functions print what they like
    }
  }

  private static Optional<LogEvent> text(String line) {
    Matcher exit = EXIT.matcher(line);
    if (exit.matches()) {
      return Optional.of(new Exit(exit.group(1), exit.group(2).trim()));
    }
    Matcher timedOut = TIMED_OUT.matcher(line);
    if (timedOut.matches()) {
      long millis = Math.round(Double.parseDouble(timedOut.group(2)) * 1e3);
      return Optional.of(new TimedOut(timedOut.group(1), Duration.ofMillis(millis)));
    }
    if (line.startsWith("INIT_START ")) {
      String type = fields(line.substring("INIT_START ".length())).get("Initialization Type");
      return Optional.of(new InitStart(type == null ? "on-demand" : type));
    }
    if (line.startsWith("INIT_REPORT ")) {
      return initReport(fields(line.substring("INIT_REPORT ".length())));
    }
    Matcher id = ID.matcher(line);
    if (!id.find()) {
      return Optional.empty();
    }
    if (line.startsWith("START ")) {
      Matcher version = VERSION.matcher(line);
      return Optional.of(new Start(id.group(1), version.find() ? version.group(1) : "$LATEST"));
    }
    if (line.startsWith("END ")) {
      return Optional.of(new End(id.group(1), Optional.empty()));
    }
    return line.startsWith("REPORT ")
        ? report(id.group(1), fields(line.substring("REPORT ".length())))
        : Optional.empty();
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new HashMap<>();
    for (String part : text.split("\t", -1)) {
      Matcher field = FIELD.matcher(part.trim());
      if (field.matches()) {
        fields.put(field.group(1), field.group(2).trim());
      }
    }
    return fields;
  }

  private static Optional<LogEvent> initReport(Map<String, String> fields) {
    OptionalDouble millis = number(fields, "Init Duration", " ms");
    return millis.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new InitReport(
                fields.getOrDefault("Initialization Type", "on-demand"),
                fields.getOrDefault("Phase", "init"),
                fields.getOrDefault("Status", LogEvent.SUCCESS),
                millis.getAsDouble(),
                Optional.ofNullable(fields.get("Error Type"))));
  }

  private static Optional<LogEvent> report(String id, Map<String, String> fields) {
    OptionalDouble duration = number(fields, "Duration", " ms");
    OptionalDouble billed = number(fields, "Billed Duration", " ms");
    OptionalDouble size = number(fields, "Memory Size", " MB");
    OptionalDouble used = number(fields, "Max Memory Used", " MB");
    if (duration.isEmpty() || billed.isEmpty() || size.isEmpty() || used.isEmpty()) {
      return Optional.empty();
    }
    OptionalDouble billedRestore = number(fields, "Billed Restore Duration", " ms");
    return Optional.of(
        new Report(
            id,
            new Times(
                duration.getAsDouble(),
                (long) billed.getAsDouble(),
                number(fields, "Init Duration", " ms"),
                number(fields, "Restore Duration", " ms"),
                billedRestore.isPresent()
                    ? OptionalLong.of((long) billedRestore.getAsDouble())
                    : OptionalLong.empty()),
            (int) size.getAsDouble(),
            (int) used.getAsDouble(),
            fields.getOrDefault("Status", LogEvent.SUCCESS),
            Optional.ofNullable(fields.get("Error Type"))));
  }

  private static OptionalDouble number(Map<String, String> fields, String key, String unit) {
    String value = fields.get(key);
    if (value == null || !value.endsWith(unit)) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        Double.parseDouble(value.substring(0, value.length() - unit.length())));
  }
}
