package dev.firstlight.bench.budget;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Work of a cold start that can be counted. All is counted until the first response is there. */
public enum Counter {
  /** Classes that the JVM loaded. */
  CLASSES_LOADED,
  /** Those of them that came from no archive, and so had to be found, read and verified. */
  CLASSES_PARSED,
  /** Bytes of the Java heap that were allocated by when the instance was ready. */
  BYTES_ALLOCATED,
  /** Bytes that the process asked the system to read, whatever from; not those that it mapped. */
  BYTES_READ,
  /** How often it asked. */
  READ_CALLS,
  /** Files that are open or mapped once the response is there. */
  FILES_OPEN,
  /** Threads that there are then. */
  THREADS;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** Its name in files and tables. */
  public String word() {
    return word;
  }

  /** Every name. */
  public static List<String> words() {
    return Arrays.stream(values()).map(Counter::word).toList();
  }

  /** The counter of that name. */
  public static Optional<Counter> named(String word) {
    return Arrays.stream(values()).filter(counter -> counter.word.equals(word)).findFirst();
  }
}
