package dev.firstlight.bench.instance;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.LoopbackPort;
import dev.firstlight.inference.Header;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** An instance that listens for HTTP. */
final class HostedServer implements Hosted {
  private static final long PAUSE_MILLIS = 2;

  /** Of one connection only (RFC 9110, 7.6.1), or set by whoever sends. */
  private static final Set<String> HOP_BY_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "content-length",
          "host");

  private final ChildProcess process;
  private final LoopbackPort port;
  private final HttpClient client;
  private final CompletableFuture<Initialisation> initialisation = new CompletableFuture<>();
  private final Set<HttpClientRequest> open = ConcurrentHashMap.newKeySet();

  private HostedServer(ChildProcess process, LoopbackPort port, HttpClient client) {
    this.process = process;
    this.port = port;
    this.client = client;
  }

  /** Watches a process until it listens; the system has no event for that. */
  static HostedServer watch(
      ChildProcess process, LoopbackPort port, Vertx vertx, HttpClient client) {
    HostedServer server = new HostedServer(process, port, client);
    vertx.setPeriodic(PAUSE_MILLIS, timer -> server.look(vertx, timer));
    var unused =
        process
            .exit()
            .thenAccept(
                value ->
                    server.initialisation.complete(
                        new Initialisation.Lost(
                            "the instance ended with exit value "
                                + value
                                + "\n"
                                + process.tail())));
    return server;
  }

  private void look(Vertx vertx, long timer) {
    if (initialisation.isDone()) {
      vertx.cancelTimer(timer);
      return;
    }
    try {
      var connection = port.connect();
      if (connection.isPresent()) {
        long now = System.nanoTime();
        connection.get().close();
        initialisation.complete(new Initialisation.Ready(now));
      }
    } catch (java.io.IOException e) {
      initialisation.complete(new Initialisation.Lost(e.toString()));
    }
  }

  @Override
  public ChildProcess process() {
    return process;
  }

  @Override
  public CompletableFuture<Initialisation> initialisation() {
    return initialisation.copy();
  }

  @Override
  public CompletableFuture<Turn> send(Call call, Duration timeout) {
    long given = System.nanoTime();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(call.method()))
            .setHost("127.0.0.1")
            .setPort(port.number())
            .setURI(call.target());
    for (Header header : call.headers()) {
      if (!HOP_BY_HOP.contains(header.name().toLowerCase(Locale.ROOT))) {
        options.addHeader(header.name(), header.value());
      }
    }
    CompletableFuture<Turn> turn =
        client
            .request(options)
            .compose(request -> exchange(request, call))
            .toCompletionStage()
            .toCompletableFuture()
            .handle(
                (answer, failure) ->
                    failure == null
                        ? new Turn.Answered(answer, given, System.nanoTime())
                        : new Turn.Lost(String.valueOf(failure.getMessage())));
    return turn.completeOnTimeout(
        new Turn.TimedOut(), Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
  }

  private Future<Answer> exchange(HttpClientRequest request, Call call) {
    open.add(request);
    return request
        .send(Buffer.buffer(call.bytes()))
        .compose(response -> response.body().map(body -> answer(response, body)))
        .onComplete(done -> open.remove(request));
  }

  private static Answer answer(HttpClientResponse response, Buffer body) {
    List<Header> headers = new ArrayList<>();
    response
        .headers()
        .forEach(
            (name, value) -> {
              if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(new Header(name, value));
              }
            });
    return new Answer(response.statusCode(), headers, ByteBuffer.wrap(body.getBytes()));
  }

  /** A server that has answered says nothing more. */
  @Override
  public CompletableFuture<Void> idle() {
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void cut() {
    open.forEach(request -> request.reset().otherwiseEmpty());
  }

  @Override
  public void close() {
    process.close();
  }
}
