package dev.firstlight.bench.instance;

import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.lambda.InvocationOutcome;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.process.ChildProcess;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** An instance of a Lambda function behind its Function URL. */
final class HostedFunction implements Hosted {
  private final LambdaEvents events = LambdaEvents.functionUrl();
  private final LambdaProcess process;

  HostedFunction(LambdaProcess process) {
    this.process = process;
  }

  @Override
  public ChildProcess process() {
    return process.process();
  }

  @Override
  public CompletableFuture<Initialisation> initialisation() {
    return process.initialisation();
  }

  @Override
  public CompletableFuture<Turn> send(Call call, Duration timeout) {
    return process.invoke(events.event(call), timeout).thenApply(this::turn);
  }

  private Turn turn(InvocationOutcome outcome) {
    if (outcome instanceof InvocationOutcome.Response response) {
      try {
        return new Turn.Answered(
            events.answer(response.bytes()),
            response.timing().deliveredNanos(),
            response.timing().respondedNanos());
      } catch (IllegalArgumentException e) {
        return new Turn.Failed("Function.InvalidResponse", String.valueOf(e.getMessage()));
      }
    } else if (outcome instanceof InvocationOutcome.FunctionError error) {
      return new Turn.Failed(error.type(), error.body());
    } else if (outcome instanceof InvocationOutcome.InitError error) {
      return new Turn.Lost(error.type() + ": " + error.body());
    } else if (outcome instanceof InvocationOutcome.TooLarge large) {
      return new Turn.TooLarge(large.bytes());
    } else if (outcome instanceof InvocationOutcome.Lost lost) {
      return new Turn.Lost(lost.reason());
    }
    return new Turn.TimedOut();
  }

  @Override
  public CompletableFuture<Void> idle() {
    return process.idle();
  }

  @Override
  public void cut() {
    process.cut();
  }

  @Override
  public void close() {
    process.close();
  }
}
