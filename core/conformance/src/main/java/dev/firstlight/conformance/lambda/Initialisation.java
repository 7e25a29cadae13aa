package dev.firstlight.conformance.lambda;

/** How the init phase of an instance ended. */
public sealed interface Initialisation {
  /** The instance asked for its first event. */
  record Ready(long nanos) implements Initialisation {}

  /**
   * The instance said that it cannot start.
   *
   * @param type as {@code Runtime.BadFunctionCode}
   * @param body the JSON document with {@code errorMessage} and {@code errorType}
   */
  record Failed(String type, String body) implements Initialisation {}

  /** The instance ended before it said anything. */
  record Lost(String reason) implements Initialisation {}
}
