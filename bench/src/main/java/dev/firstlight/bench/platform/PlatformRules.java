package dev.firstlight.bench.platform;

import dev.firstlight.bench.cost.Billing;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is documented of a platform; docs/platform.md has the sources of each number.
 *
 * @param memoryMegabytes that an instance gets where nobody says otherwise
 * @param timeout of a call, likewise
 * @param mostTimeout that can be configured
 * @param concurrency calls at a time where nobody limits them: instances of functions, calls to a
 *     server
 * @param requestBytes of a body, at most
 * @param responseBytes likewise
 * @param initLimit after which an init phase that a caller waits for is ended and done again in the
 *     invocation; empty where there is no such rule
 * @param startLimit of any other start
 * @param newInstances that may be started in ten seconds; empty where no rate is documented
 * @param callsPerSecond that each unit of concurrency allows; empty where it does not matter
 * @param waits how long a call may wait for an instance where all are busy
 * @param tmpMegabytes of {@code /tmp} where nobody says otherwise; empty for no limit
 * @param freezes whether instances stand still between calls
 * @param killsOnTimeout whether an instance ends when a call's time is over
 * @param isFunction whether an instance takes one call at a time, and is started by calls
 * @param billing which time is paid
 * @param words what the front answers for outcomes that are no instance's
 */
record PlatformRules(
    int memoryMegabytes,
    Duration timeout,
    Duration mostTimeout,
    int concurrency,
    long requestBytes,
    long responseBytes,
    Optional<Duration> initLimit,
    Duration startLimit,
    OptionalInt newInstances,
    OptionalInt callsPerSecond,
    Duration waits,
    OptionalInt tmpMegabytes,
    boolean freezes,
    boolean killsOnTimeout,
    boolean isFunction,
    Billing billing,
    Map<Outcome, FrontAnswer> words) {
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain";

  private static final PlatformRules LAMBDA =
      new PlatformRules(
          1769,
          Duration.ofSeconds(30),
          Duration.ofSeconds(900),
          1000,
          6_291_456,
          6_291_556,
          Optional.of(Duration.ofSeconds(10)),
          Duration.ofSeconds(130),
          OptionalInt.of(1000),
          OptionalInt.of(10),
          Duration.ZERO,
          OptionalInt.of(512),
          true,
          true,
          true,
          Billing.MILLISECONDS,
          Map.of(
              Outcome.FUNCTION_ERROR,
              new FrontAnswer(502, TEXT, "Internal Server Error"),
              Outcome.THROTTLED,
              new FrontAnswer(
                  429,
                  JSON,
                  "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}"),
              Outcome.TOO_LARGE,
              new FrontAnswer(413, JSON, "{\"Message\":\"Request Entity Too Large\"}")));

  private static final PlatformRules GOOGLE =
      new PlatformRules(
          2048,
          Duration.ofSeconds(60),
          Duration.ofSeconds(540),
          3000,
          10 << 20,
          10 << 20,
          Optional.empty(),
          Duration.ofMinutes(4),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Duration.ofSeconds(10),
          OptionalInt.empty(),
          true,
          true,
          true,
          Billing.HUNDREDS,
          Map.of(
              Outcome.FUNCTION_ERROR,
              new FrontAnswer(500, TEXT, "Error: could not handle the request\n"),
              Outcome.TIMED_OUT,
              new FrontAnswer(408, TEXT, "Error: function execution attempt timed out.\n"),
              Outcome.THROTTLED,
              new FrontAnswer(429, TEXT, "Rate exceeded."),
              Outcome.TOO_LARGE,
              new FrontAnswer(413, TEXT, "Request Entity Too Large")));

  private static final PlatformRules SERVER =
      new PlatformRules(
          4096,
          Duration.ofSeconds(300),
          Duration.ofSeconds(3600),
          80,
          32 << 20,
          32 << 20,
          Optional.empty(),
          Duration.ofMinutes(4),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Duration.ofSeconds(10),
          OptionalInt.empty(),
          false,
          false,
          false,
          Billing.NONE,
          Map.of(
              Outcome.FUNCTION_ERROR,
              new FrontAnswer(503, TEXT, "Service Unavailable"),
              Outcome.TIMED_OUT,
              new FrontAnswer(504, TEXT, "upstream request timeout"),
              Outcome.THROTTLED,
              new FrontAnswer(429, TEXT, "Rate exceeded."),
              Outcome.TOO_LARGE,
              new FrontAnswer(413, TEXT, "Request Entity Too Large")));

  PlatformRules {
    words = Map.copyOf(words);
  }

  /** An answer of the platform itself. */
  record FrontAnswer(int status, String mediaType, String body) {}

  /** The rules of that target. */
  static PlatformRules of(String target) {
    return switch (target) {
      case "lambda" -> LAMBDA;
      case "gcf" -> GOOGLE;
      case "server" -> SERVER;
      default -> throw new IllegalArgumentException("target \"" + target + "\" is not known");
    };
  }

  /** What the front says; where it has no words for an outcome, those for a failed function. */
  FrontAnswer says(Outcome outcome) {
    FrontAnswer failed = words.get(Outcome.FUNCTION_ERROR);
    FrontAnswer own = words.getOrDefault(outcome, failed);
    if (own == null) {
      throw new IllegalStateException("no words for " + outcome);
    }
    return own;
  }
}
