package dev.firstlight.conformance.lambda;

import static dev.firstlight.conformance.lambda.LocalRuntimeApi.MAX_EVENT_BYTES;
import static dev.firstlight.conformance.lambda.LocalRuntimeApi.MAX_RESPONSE_BYTES;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API as one instance sees it, and the invoking side of it. Events wait in order until
 * the instance asks for them. Safe for use by several threads: all state belongs to the event loop.
 */
public final class RuntimeEndpoint implements AutoCloseable {
  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final Pattern ANSWER = Pattern.compile("invocation/([^/]+)/(response|error)");
  private static final String ERROR_TYPE = "Lambda-Runtime-Function-Error-Type";
  private static final String RESPONSE_MODE = "Lambda-Runtime-Function-Response-Mode";

  private static final String CLOSED = "the endpoint was closed";

  private final AtomicBoolean closed = new AtomicBoolean();
  private final Vertx vertx;
  private final HttpServer server;
  private final int concurrency;
  private final InstantSource clock;
  private final CompletableFuture<Initialisation> initialisation = new CompletableFuture<>();
  private final SnapshotPoint snapshotPoint = new SnapshotPoint();
  private final ArrayDeque<Invocation> waiting = new ArrayDeque<>();
  private final ArrayDeque<HttpServerResponse> pollers = new ArrayDeque<>();
  private final Map<String, Invocation> running = new LinkedHashMap<>();
  private final List<CompletableFuture<Void>> idlers = new ArrayList<>();
  private @Nullable InvocationOutcome end;

  RuntimeEndpoint(Vertx vertx, HttpServer server, int concurrency, InstantSource clock) {
    this.vertx = vertx;
    this.server = server;
    this.concurrency = concurrency;
    this.clock = clock;
  }

  /** Host and port, for {@code AWS_LAMBDA_RUNTIME_API}. */
  public String address() {
    return "127.0.0.1:" + server.actualPort();
  }

  /** Completes when the init phase ends, well or badly. */
  public CompletableFuture<Initialisation> initialisation() {
    return initialisation.copy();
  }

  /**
   * Completes when a snapshot of the instance could be made, as it waits to be restored, or when it
   * cannot get there. Only instances that are started for SnapStart do.
   */
  public CompletableFuture<Initialisation> snapshot() {
    return snapshotPoint.reached();
  }

  /** From now on the instance waits to be restored; otherwise it goes on at once. */
  void holdAtSnapshot() {
    onLoop(snapshotPoint::hold, () -> {});
  }

  /** Tells the instance that it has been restored. */
  public void restore() {
    onLoop(snapshotPoint::restore, () -> {});
  }

  /**
   * Invokes the function.
   *
   * @param event the bytes that the handler gets
   * @param timeout the function's, counted from when the instance takes the event
   */
  public CompletableFuture<InvocationOutcome> invoke(byte[] event, Duration timeout) {
    if (event.length > MAX_EVENT_BYTES) {
      return CompletableFuture.completedFuture(new InvocationOutcome.TooLarge(event.length));
    }
    Invocation invocation = new Invocation(Buffer.buffer(event), timeout);
    onLoop(
        () -> {
          if (end != null) {
            invocation.result.complete(end);
          } else {
            waiting.addLast(invocation);
            deliver();
          }
        },
        () -> invocation.result.complete(new InvocationOutcome.Lost(CLOSED)));
    return invocation.result;
  }

  /**
   * Completes when the instance has answered all events and asks for the next one, which is when
   * Lambda freezes it; or when it has ended.
   */
  public CompletableFuture<Void> idle() {
    CompletableFuture<Void> idle = new CompletableFuture<>();
    onLoop(
        () -> {
          idlers.add(idle);
          tellIdlers();
        },
        () -> idle.complete(null));
    return idle;
  }

  private void tellIdlers() {
    if (end != null || (!pollers.isEmpty() && running.isEmpty())) {
      List<CompletableFuture<Void>> told = List.copyOf(idlers);
      idlers.clear();
      told.forEach(idle -> idle.complete(null));
    }
  }

  /** Says that the instance has ended; whoever waits for it learns so. */
  public void lost(String reason) {
    onLoop(
        () -> {
          ended(new Initialisation.Lost(reason));
          finish(new InvocationOutcome.Lost(reason));
        },
        () -> {});
  }

  /**
   * Stops listening; invocations that have no outcome yet are lost. Closing twice is harmless, and
   * so is closing after the API.
   */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      lost(CLOSED);
      LocalRuntimeApi.await(server.close());
    }
  }

  boolean isClosed() {
    return closed.get();
  }

  private void onLoop(Runnable task, Runnable ifClosed) {
    try {
      vertx.runOnContext(loop -> task.run());
    } catch (RejectedExecutionException e) {
      // The API was closed, and with it this endpoint: all that waited is lost already.
      ifClosed.run();
    }
  }

  void serve(HttpServerRequest request) {
    String path = request.path();
    String rest = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : "";
    Matcher answer = ANSWER.matcher(rest);
    if (request.method().equals(HttpMethod.GET) && rest.equals("invocation/next")) {
      next(request.response());
    } else if (request.method().equals(HttpMethod.GET) && rest.equals("restore/next")) {
      snapshotPoint.arrive(request.response());
    } else if (!request.method().equals(HttpMethod.POST)) {
      error(request.response(), 404, "NotFound", "No such resource");
    } else if (answer.matches()) {
      String id = answer.group(1);
      boolean failed = answer.group(2).equals("error");
      request.body().onSuccess(body -> answer(request, id, failed, body));
    } else if (rest.equals("init/error") || rest.equals("restore/error")) {
      boolean restored = rest.startsWith("restore");
      request.body().onSuccess(body -> initError(request, restored, body));
    } else {
      error(request.response(), 404, "NotFound", "No such resource");
    }
  }

  private void next(HttpServerResponse poller) {
    if (end != null || pollers.size() + running.size() >= concurrency) {
      error(
          poller,
          403,
          "InvalidStateTransition",
          end == null
              ? "The instance has not answered the event that it took"
              : "The instance has ended");
      return;
    }
    initialisation.complete(new Initialisation.Ready(System.nanoTime()));
    poller.closeHandler(closed -> pollers.remove(poller));
    pollers.addLast(poller);
    deliver();
    tellIdlers();
  }

  private void deliver() {
    while (!waiting.isEmpty() && !pollers.isEmpty()) {
      Invocation invocation = waiting.removeFirst();
      HttpServerResponse poller = pollers.removeFirst();
      running.put(invocation.id, invocation);
      long timeoutMillis = Math.max(1, invocation.timeout.toMillis());
      poller
          .putHeader("Content-Type", "application/json")
          .putHeader("Lambda-Runtime-Aws-Request-Id", invocation.id)
          .putHeader("Lambda-Runtime-Deadline-Ms", Long.toString(clock.millis() + timeoutMillis))
          .putHeader(
              "Lambda-Runtime-Invoked-Function-Arn",
              "arn:aws:lambda:us-east-1:000000000000:function:" + LambdaProcess.FUNCTION_NAME)
          .putHeader("Lambda-Runtime-Trace-Id", invocation.traceId());
      invocation.deliveredNanos = System.nanoTime();
      poller.end(invocation.event);
      invocation.timer =
          vertx.setTimer(
              timeoutMillis,
              timer -> settle(invocation, new InvocationOutcome.TimedOut(invocation.timeout)));
    }
  }

  private void answer(HttpServerRequest request, String id, boolean failed, Buffer body) {
    long now = System.nanoTime();
    Invocation invocation = running.get(id);
    String mode = request.getHeader(RESPONSE_MODE);
    if (invocation == null) {
      if (running.isEmpty()) {
        error(
            request.response(),
            403,
            "InvalidStateTransition",
            "The instance has taken no event that waits for an answer");
      } else {
        error(request.response(), 400, "InvalidRequestID", "Invalid request ID");
      }
    } else if (failed) {
      String type = request.getHeader(ERROR_TYPE);
      settle(
          invocation,
          new InvocationOutcome.FunctionError(
              type == null ? "Function.Unknown" : type, body.toString(), invocation.timing(now)));
      accepted(request.response());
    } else if (mode != null && !mode.equals("streaming")) {
      settle(invocation, refused(invocation, "Runtime.InvalidResponseModeHeader", "", now));
      error(
          request.response(), 400, "InvalidFunctionResponseMode", "Invalid function response mode");
    } else if (mode == null && body.length() > MAX_RESPONSE_BYTES) {
      settle(
          invocation,
          refused(
              invocation,
              "Function.ResponseSizeTooLarge",
              "Response payload size exceeded maximum allowed payload size ("
                  + MAX_RESPONSE_BYTES
                  + " bytes).",
              now));
      error(
          request.response(),
          413,
          "RequestEntityTooLarge",
          "Exceeded maximum allowed payload size (" + MAX_RESPONSE_BYTES + " bytes).");
    } else {
      settle(
          invocation,
          new InvocationOutcome.Response(
              java.nio.ByteBuffer.wrap(body.getBytes()), invocation.timing(now)));
      accepted(request.response());
    }
  }

  private static InvocationOutcome refused(
      Invocation invocation, String type, String message, long now) {
    return new InvocationOutcome.FunctionError(
        type,
        "{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}",
        invocation.timing(now));
  }

  private void ended(Initialisation how) {
    snapshotPoint.miss(how);
    initialisation.complete(how);
  }

  /** An instance that cannot start, or one that cannot go on after its restoration. */
  private void initError(HttpServerRequest request, boolean restored, Buffer body) {
    String header = request.getHeader(ERROR_TYPE);
    String type = header == null ? "Runtime.Unknown" : header;
    if (end != null || initialisation.isDone() || restored != snapshotPoint.isPassed()) {
      error(
          request.response(),
          403,
          "InvalidStateTransition",
          "The instance is in no phase that could fail so");
      return;
    }
    ended(new Initialisation.Failed(type, body.toString()));
    finish(new InvocationOutcome.InitError(type, body.toString()));
    accepted(request.response());
  }

  private void settle(Invocation invocation, InvocationOutcome outcome) {
    running.remove(invocation.id);
    if (invocation.timer >= 0) {
      vertx.cancelTimer(invocation.timer);
    }
    invocation.result.complete(outcome);
  }

  private void finish(InvocationOutcome outcome) {
    if (end == null) {
      end = outcome;
    }
    List<Invocation> all = new ArrayList<>(running.values());
    all.addAll(waiting);
    waiting.clear();
    for (Invocation invocation : all) {
      settle(invocation, outcome);
    }
    tellIdlers();
  }

  private static void accepted(HttpServerResponse response) {
    response
        .setStatusCode(202)
        .putHeader("Content-Type", "application/json")
        .end("{\"status\":\"OK\"}\n");
  }

  private static void error(HttpServerResponse response, int status, String type, String message) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end("{\"errorMessage\":\"" + message + "\",\"errorType\":\"" + type + "\"}\n");
  }
}
