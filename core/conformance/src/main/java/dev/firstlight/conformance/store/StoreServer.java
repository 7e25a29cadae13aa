package dev.firstlight.conformance.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The HTTP of both stores: content by ranges, uploads to files, faults. */
final class StoreServer implements AutoCloseable {
  private final Vertx vertx;
  private final HttpServer server;
  private final ObjectShelf shelf;
  private final Map<String, AtomicInteger> reads = new ConcurrentHashMap<>();

  /** What one store's protocol makes of requests. */
  @FunctionalInterface
  interface Dialect {
    void answer(HttpServerRequest request, StoreServer server) throws IOException;
  }

  /** How a store answers for content. */
  interface Words {
    /** Adds the headers that describe an object. */
    void describe(HttpServerResponse response, StoredObject object);

    /** Answers with an error. */
    void refuse(HttpServerRequest request, int status);
  }

  private StoreServer(Vertx vertx, HttpServer server, ObjectShelf shelf) {
    this.vertx = vertx;
    this.server = server;
    this.shelf = shelf;
  }

  static StoreServer start(Dialect dialect) throws IOException {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(4)
                .setInternalBlockingPoolSize(4)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    HttpServer http =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setSoLinger(0) // so that a connection that is closed in a body is reset
                .setDecompressionSupported(true)
                .setHandle100ContinueAutomatically(true));
    StoreServer server = new StoreServer(vertx, http, new ObjectShelf());
    await(
        http.requestHandler(
                request -> {
                  try {
                    dialect.answer(request, server);
                  } catch (IOException | RuntimeException e) {
                    fail(request, e);
                  }
                })
            .listen());
    return server;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  ObjectShelf shelf() {
    return shelf;
  }

  /** How often an object's content was asked for. */
  int reads(String key) {
    AtomicInteger count = reads.get(key);
    return count == null ? 0 : count.get();
  }

  /** Answers with an object's content, or the part of it that is asked for. */
  void content(HttpServerRequest request, String key, Words words) throws IOException {
    reads.computeIfAbsent(key, same -> new AtomicInteger()).incrementAndGet();
    Optional<StoreFault> fault = shelf.nextFault(key);
    if (fault.orElse(null) instanceof StoreFault.Refusal refusal) {
      words.refuse(request, refusal.status());
      return;
    }
    StoredObject object = shelf.find(key).orElse(null);
    if (object == null) {
      words.refuse(request, 404);
      return;
    }
    String condition = request.getHeader("If-Match");
    if (condition != null && !condition.equals(object.etag())) {
      words.refuse(request, 412);
      return;
    }
    String header =
        fault.orElse(null) instanceof StoreFault.NoRanges ? null : request.getHeader("Range");
    ByteRange range = ByteRange.of(header, object.bytes()).orElse(null);
    if (range == null) {
      request.response().putHeader("Content-Range", "bytes */" + object.bytes());
      words.refuse(request, 416);
      return;
    }
    HttpServerResponse response = request.response();
    words.describe(response, object);
    response.putHeader("Accept-Ranges", "bytes");
    response.putHeader("Content-Type", "application/octet-stream");
    if (header != null) {
      response.setStatusCode(206);
      response.putHeader("Content-Range", range.contentRange(object.bytes()));
    }
    send(request, object, range, fault);
  }

  private void send(
      HttpServerRequest request, StoredObject object, ByteRange range, Optional<StoreFault> fault) {
    long sent = range.length();
    long told = range.length();
    if (fault.orElse(null) instanceof StoreFault.Reset reset) {
      sent = Math.min(sent, reset.afterBytes());
    } else if (fault.orElse(null) instanceof StoreFault.Stall stall) {
      sent = Math.min(sent, stall.afterBytes());
    } else if (fault.orElse(null) instanceof StoreFault.Shortened shortened) {
      sent = Math.min(sent, shortened.bytes());
      told = sent;
    }
    HttpServerResponse response = request.response();
    response.putHeader("Content-Length", Long.toString(told));
    if (request.method().name().equals("HEAD") || told == 0) {
      response.end();
      return;
    }
    if (sent == told) {
      response.sendFile(object.file().toString(), range.begin(), sent);
      return;
    }
    boolean reset = fault.orElse(null) instanceof StoreFault.Reset;
    long length = sent;
    vertx
        .fileSystem()
        .open(object.file().toString(), new OpenOptions().setRead(true).setWrite(false))
        .compose(
            file -> {
              file.setReadPos(range.begin()).setReadLength(length);
              return file.pipe().endOnComplete(false).to(response);
            })
        .onComplete(
            done -> {
              if (reset) {
                request.connection().close();
              }
            });
  }

  /** Writes a request's body to a new file. */
  Future<Path> receive(HttpServerRequest request) {
    Path file = shelf.newFile();
    request.pause();
    return vertx
        .fileSystem()
        .open(file.toString(), new OpenOptions().setCreateNew(true))
        .compose(request::pipeTo)
        .map(file);
  }

  /** Does work that blocks, then answers; what it throws becomes an answer too. */
  void then(HttpServerRequest request, Future<Path> body, Completion completion) {
    body.compose(
            file ->
                vertx.executeBlocking(
                    () -> {
                      completion.accept(file);
                      return file;
                    }))
        .onFailure(failure -> fail(request, failure));
  }

  /** Work on a body that has arrived. */
  @FunctionalInterface
  interface Completion {
    void accept(Path file) throws IOException;
  }

  static void fail(HttpServerRequest request, Throwable failure) {
    if (!request.response().ended()) {
      request.response().setStatusCode(500).end(String.valueOf(failure));
    }
  }

  @Override
  public void close() {
    await(vertx.close());
    try {
      shelf.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
