package dev.firstlight.bench.platformlog;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What Lambda writes into a function's log by itself.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html">The
 *     schema of platform events</a>
 */
public sealed interface LogEvent {
  /** The status of what went well. */
  String SUCCESS = "success";

  /** The init phase of an instance begins; {@code type} is {@code on-demand} or the like. */
  record InitStart(String type) implements LogEvent {}

  /**
   * An init phase ended.
   *
   * @param phase {@code init}, or {@code invoke} where it was done again during an invocation
   * @param status {@code success}, {@code error} or {@code timeout}
   */
  record InitReport(
      String type, String phase, String status, double millis, Optional<String> errorType)
      implements LogEvent {}

  /** An invocation begins. */
  record Start(String requestId, String version) implements LogEvent {}

  /** An instance was lost in an invocation; {@code reason} as {@code signal: killed}. */
  record Exit(String requestId, String reason) implements LogEvent {}

  /** A function did not answer in its time. */
  record TimedOut(String requestId, Duration after) implements LogEvent {}

  /** An invocation ended; text says nothing of its status. */
  record End(String requestId, Optional<String> status) implements LogEvent {}

  /**
   * What an invocation took.
   *
   * @param requestId of the invocation
   * @param times of it
   * @param memorySizeMegabytes that the function has
   * @param maxMemoryMegabytes that its instance used at most since it started
   * @param status {@code success}, {@code failure}, {@code error} or {@code timeout}
   * @param errorType as {@code Runtime.ExitError}
   */
  record Report(
      String requestId,
      Times times,
      int memorySizeMegabytes,
      int maxMemoryMegabytes,
      String status,
      Optional<String> errorType)
      implements LogEvent {}

  /**
   * Milliseconds.
   *
   * @param duration of the invocation
   * @param billed whole milliseconds to pay
   * @param init of the instance, where this invocation started it
   * @param restore of the instance from a snapshot, likewise
   * @param billedRestore of that, to pay
   */
  record Times(
      double duration,
      long billed,
      OptionalDouble init,
      OptionalDouble restore,
      OptionalLong billedRestore) {
    /** Without a snapshot. */
    public static Times of(double duration, long billed, OptionalDouble init) {
      return new Times(duration, billed, init, OptionalDouble.empty(), OptionalLong.empty());
    }
  }
}
