package dev.firstlight.bench.platform;

import dev.firstlight.bench.instance.Hosted.Turn;
import dev.firstlight.conformance.Answer;
import java.time.Duration;
import java.util.Optional;

/** A call with the instance that has it. Used by one thread at a time. */
final class CallPath {
  private final Request request;
  private final Worker worker;
  private final Account.Start start;
  private final int turn;
  private final Worker.Beginning beginning;
  private long givenNanos;
  private long answeredNanos;

  CallPath(
      Request request, Worker worker, Account.Start start, int turn, Worker.Beginning beginning) {
    this.request = request;
    this.worker = worker;
    this.start = start;
    this.turn = turn;
    this.beginning = beginning;
  }

  Request request() {
    return request;
  }

  Worker worker() {
    return worker;
  }

  void given(long nanos) {
    givenNanos = nanos;
  }

  /**
   * What became of a call.
   *
   * @param answer of the instance; empty where the platform answers itself
   * @param losesInstance whether the instance is of no more use
   * @param reason for people, or the type of an error
   */
  record Result(Outcome outcome, Optional<Answer> answer, boolean losesInstance, String reason) {
    Result as(Outcome other) {
      return new Result(other, Optional.empty(), losesInstance, reason);
    }
  }

  /** The function's time, less what starting took of it. */
  Duration timeLeft(PlatformSettings settings) {
    long since = 0;
    if (start == Account.Start.COLD && settings.rules().initLimit().isEmpty()) {
      since = request.arrivedNanos(); // a container's start counts
    } else if (start == Account.Start.COLD && beginning.redoneSince() != 0) {
      since = beginning.redoneSince();
    }
    return since == 0
        ? settings.timeout()
        : settings.timeout().minusNanos(System.nanoTime() - since);
  }

  Result failedInit(Starter.Started.Failed failed) {
    answeredNanos = System.nanoTime();
    if (beginning.redoneSince() != 0) {
      givenNanos = beginning.redoneSince(); // in the invocation
    }
    Outcome outcome = Outcome.INIT_FAILED;
    if (worker.ranOutOfMemory()) {
      outcome = Outcome.OUT_OF_MEMORY;
    } else if (failed.status().equals("timeout")) {
      outcome = Outcome.TIMED_OUT;
    }
    return new Result(outcome, Optional.empty(), true, failed.reason());
  }

  Result result(Turn taken, PlatformSettings settings) {
    answeredNanos = System.nanoTime();
    if (taken instanceof Turn.Answered answered) {
      givenNanos = answered.givenNanos();
      answeredNanos = answered.answeredNanos();
      return answered.answer().body().remaining() > settings.rules().responseBytes()
          ? new Result(Outcome.TOO_LARGE, Optional.empty(), false, "the answer is too large")
          : new Result(Outcome.ANSWERED, Optional.of(answered.answer()), false, "");
    } else if (taken instanceof Turn.Failed failed) {
      return new Result(Outcome.FUNCTION_ERROR, Optional.empty(), false, failed.type());
    } else if (taken instanceof Turn.TooLarge large) {
      return new Result(
          Outcome.TOO_LARGE, Optional.empty(), false, "the event has " + large.bytes() + " bytes");
    } else if (taken instanceof Turn.Lost lost) {
      return worker.ranOutOfMemory()
          ? new Result(Outcome.OUT_OF_MEMORY, Optional.empty(), true, "signal: killed")
          : new Result(Outcome.INSTANCE_LOST, Optional.empty(), true, exit(lost.reason()));
    }
    return new Result(
        Outcome.TIMED_OUT,
        Optional.empty(),
        settings.rules().killsOnTimeout(),
        "a call took longer than " + settings.timeout());
  }

  /** What Lambda says of an exit, where it was one; its first line only. */
  private static String exit(String reason) {
    String line = reason.lines().findFirst().orElse("");
    String value = line.replaceAll(".*exit value (\\d+).*", "$1");
    if (value.equals("137")) {
      return "signal: killed";
    }
    return value.equals(line) ? line : "exit status " + value;
  }

  Accountant.Told told(String reason) {
    return new Accountant.Told(start, turn, givenNanos, answeredNanos, beginning, reason);
  }
}
