package dev.firstlight.bench.platform;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One call and what it took.
 *
 * @param number of the call, from 1 on
 * @param requestId as the platform's log names it
 * @param instance number of the instance that had it, from 1 on; 0 where none had
 * @param turn its number among the calls of that instance, the first being 0
 * @param start how the instance was
 * @param outcome what became of it
 * @param call itself
 * @param answer what the caller got
 * @param times when it happened
 * @param usage what it took
 */
public record Account(
    int number,
    String requestId,
    int instance,
    int turn,
    Start start,
    Outcome outcome,
    Call call,
    Answer answer,
    Times times,
    Usage usage) {
  /** How an instance was when a call came to it. */
  public enum Start {
    /** It was started for this call. */
    COLD,
    /** It had been started before anybody called. */
    PROVISIONED,
    /** It had been used before. */
    WARM,
    /** There was none. */
    NONE
  }

  /**
   * {@link System#nanoTime} of four points.
   *
   * @param arrived the call was here
   * @param given an instance got it; where none did, when that was known
   * @param answered the instance's answer was here, or it was clear that none comes
   * @param spawned just before its instance's process was created; {@code arrived} without one
   */
  public record Times(long arrived, long given, long answered, long spawned) {}

  /**
   * What a call took.
   *
   * @param initMillis of its instance's init phase, where this call started it
   * @param durationMillis of the invocation
   * @param billedMillis to pay for; empty on a platform that is paid by the hour
   * @param memoryMegabytes that the instance may use
   * @param maxMemoryMegabytes that it has used at most since it started; 0 where unknown
   */
  public record Usage(
      OptionalDouble initMillis,
      double durationMillis,
      OptionalLong billedMillis,
      int memoryMegabytes,
      int maxMemoryMegabytes) {}

  /** Whether the call started its instance. */
  public boolean cold() {
    return start == Start.COLD;
  }
}
