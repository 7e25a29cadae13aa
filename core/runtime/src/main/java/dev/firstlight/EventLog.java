package dev.firstlight;

import java.io.PrintStream;

/**
 * Where an instance writes what happens to it: its settings once, one record a cold start, each
 * internal error. One JSON object a line, so that every platform's log search understands it. Must
 * be safe for use by several threads.
 */
@FunctionalInterface
public interface EventLog {
  /** Writes one line; it has no line break in it. */
  void write(String json);

  /** To a stream, as the platforms want it on standard output. */
  static EventLog to(PrintStream stream) {
    return json -> {
      stream.println(json);
      stream.flush();
    };
  }

  /** To the JDK's logging facade, which an embedding service routes where it wants. */
  static EventLog systemLogger() {
    return json -> System.getLogger("dev.firstlight").log(System.Logger.Level.INFO, json);
  }
}
