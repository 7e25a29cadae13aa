package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.InvocationOutcome;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** An instance of a Lambda function; its first event waits for it from the start. */
final class LambdaInstance implements Instance {
  /** As long as Lambda lets a function run at most. */
  private static final Duration TIMEOUT = Duration.ofMinutes(15);

  private final LambdaEvents events = LambdaEvents.functionUrl();
  private final LambdaProcess process;
  private final Cell cell;

  LambdaInstance(LambdaProcess process, Cell cell) {
    this.process = process;
    this.cell = cell;
  }

  @Override
  public long spawnNanos() {
    return process.process().spawnNanos();
  }

  @Override
  public long createdNanos() {
    return cell.createdNanos(process.process().spawnNanos());
  }

  @Override
  public long pid() {
    return cell.instance(process.process().pid());
  }

  @Override
  public Reply send(Call call) throws IOException, InterruptedException {
    byte[] event = events.event(call);
    long sent = System.nanoTime();
    InvocationOutcome outcome;
    try {
      outcome = process.invoke(event, TIMEOUT).get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
    if (outcome instanceof InvocationOutcome.Response response) {
      long done = response.timing().respondedNanos();
      return new Reply(events.answer(response.bytes()), sent, done, done);
    }
    if (outcome instanceof InvocationOutcome.Lost lost) {
      throw new IOException(
          (cell.ranOutOfMemory() ? "the instance was killed as it ran out of memory: " : "")
              + lost.reason()); // which has what it printed
    }
    throw new IOException(
        describe(outcome) + "; the instance printed last:\n" + process.process().tail());
  }

  private static String describe(InvocationOutcome outcome) {
    if (outcome instanceof InvocationOutcome.FunctionError error) {
      return "the function failed with " + error.type() + ": " + error.body();
    }
    if (outcome instanceof InvocationOutcome.InitError error) {
      return "the function cannot start, " + error.type() + ": " + error.body();
    }
    if (outcome instanceof InvocationOutcome.TooLarge large) {
      return "the event has " + large.bytes() + " bytes, which is more than Lambda takes";
    }
    return "there was no answer: " + outcome;
  }

  @Override
  public void end(Duration atMost) throws IOException, InterruptedException {
    process.process().terminate();
    var unused = process.process().awaitExit(atMost); // 143: it was told to
  }

  @Override
  public void close() {
    process.close();
    cell.close();
  }
}
