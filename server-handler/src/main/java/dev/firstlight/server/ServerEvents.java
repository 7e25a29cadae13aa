package dev.firstlight.server;

import dev.firstlight.EventLog;
import java.util.Map;

/** The server's own lines in the log: one JSON object each. */
final class ServerEvents {
  private final EventLog log;

  ServerEvents(EventLog log) {
    this.log = log;
  }

  /** Writes an event with its details; numbers stay numbers. */
  void write(String event, Map<String, ?> details) {
    StringBuilder line = new StringBuilder("{\"event\":").append(quoted(event));
    details.forEach(
        (name, value) ->
            line.append(',')
                .append(quoted(name))
                .append(':')
                .append(value instanceof Number ? value.toString() : quoted(value.toString())));
    log.write(line.append('}').toString());
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == '\u2028' || c == '\u2029') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
