package dev.firstlight.bench.platform;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Where callers reach a platform: HTTP/1.1 on a port of the loopback interface. */
public final class Endpoint implements AutoCloseable {
  private static final int MAX_HEADER_BYTES = 1 << 20;
  private static final Set<String> OF_THE_CONNECTION =
      Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "date");

  private final Vertx vertx;
  private final HttpServer server;

  private Endpoint(Vertx vertx, HttpServer server) {
    this.vertx = vertx;
    this.server = server;
  }

  /**
   * Opens it.
   *
   * @param platform that calls go to; the caller closes it, after this
   * @param port to listen on; 0 for a free one
   * @throws BenchException of kind USAGE if nobody can listen there
   */
  public static Endpoint open(Platform platform, int port) {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    HttpServer server =
        vertx
            .createHttpServer(
                new HttpServerOptions()
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setTcpNoDelay(true)
                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                    .setMaxInitialLineLength(MAX_HEADER_BYTES)
                    .setHandle100ContinueAutomatically(true))
            .requestHandler(request -> serve(request, platform));
    try {
      server.listen().toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      vertx.close();
      throw new BenchException(
          BenchException.Kind.USAGE,
          "nobody can listen on port %d: %s; choose another with --port, or 0 for a free one"
              .formatted(port, e.getCause()),
          e);
    }
    return new Endpoint(vertx, server);
  }

  /** The port that it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** What is larger than the platform takes is not read to its end. */
  private static void serve(HttpServerRequest request, Platform platform) {
    if (!request.uri().startsWith("/")) {
      request.response().setStatusCode(400).end("a path is wanted, not " + request.uri() + "\n");
      return;
    }
    long most = platform.settings().rules().requestBytes();
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() <= most) {
            body.appendBuffer(part);
          }
          if (body.length() > most && !request.response().ended()) {
            request.response().putHeader("Connection", "close");
            hand(request, body, platform);
            request.handler(rest -> {});
          }
        });
    request.endHandler(
        end -> {
          if (body.length() <= most) {
            hand(request, body, platform);
          }
        });
  }

  private static void hand(HttpServerRequest request, Buffer body, Platform platform) {
    List<Header> headers = new ArrayList<>();
    request.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    Call call =
        new Call(request.method().name(), request.uri(), headers, ByteBuffer.wrap(body.getBytes()));
    HttpServerResponse response = request.response();
    var unused = platform.send(call).answer().thenAccept(answer -> respond(response, answer));
  }

  /** Vert.x takes this from any thread. */
  private static void respond(HttpServerResponse response, Answer answer) {
    if (response.ended() || response.closed()) {
      return; // the caller has gone
    }
    response.setStatusCode(answer.status());
    for (Header header : answer.headers()) {
      if (!OF_THE_CONNECTION.contains(header.name().toLowerCase(Locale.ROOT))) {
        response.headers().add(header.name(), header.value());
      }
    }
    response.end(Buffer.buffer(answer.bytes())).otherwiseEmpty();
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
