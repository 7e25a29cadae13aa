package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An instance of a function behind one of Lambda's front ends. */
public final class RunningFunction implements RunningHandler {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final LambdaProcess instance;
  private final LambdaEvents events;

  /** The caller's instance, which closes with this. */
  public RunningFunction(LambdaProcess instance, LambdaEvents events) {
    this.instance = instance;
    this.events = events;
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    InvocationOutcome outcome;
    try {
      outcome =
          instance
              .invoke(events.event(call), TIMEOUT)
              .get(2 * TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("no outcome\n" + instance.process().tail(), e);
    }
    if (outcome instanceof InvocationOutcome.Response response) {
      return events.answer(response.bytes());
    }
    if (outcome instanceof InvocationOutcome.TooLarge) {
      return new Answer(
          413,
          List.of(new Header(Header.CONTENT_TYPE, "application/json")),
          ByteBuffer.wrap(
              "{\"Message\":\"Request Entity Too Large\"}".getBytes(StandardCharsets.UTF_8)));
    }
    throw new IOException(outcome + "\n" + instance.process().tail());
  }

  @Override
  public boolean carries(Call call) {
    return events.carries(call);
  }

  @Override
  public boolean hasHeaders() {
    return events.hasHeaders();
  }

  @Override
  public boolean isAlive() {
    return instance.process().isAlive();
  }

  @Override
  public List<String> log() {
    return instance.process().lines();
  }

  @Override
  public void close() {
    instance.close();
  }
}
