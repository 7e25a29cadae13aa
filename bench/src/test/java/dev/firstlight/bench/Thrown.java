package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.function.Executable;

/** What an action throws. */
public final class Thrown {
  private Thrown() {}

  /** The message of what it throws, which must be of that type. */
  public static String message(Class<? extends Throwable> type, Executable action) {
    return String.valueOf(assertThrows(type, action).getMessage());
  }
}
