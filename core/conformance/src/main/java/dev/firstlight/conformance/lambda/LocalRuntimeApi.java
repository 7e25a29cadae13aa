package dev.firstlight.conformance.lambda;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The Runtime API of AWS Lambda on the loopback interface, one endpoint for each instance. What it
 * answers follows AWS's documentation of custom runtimes and, where that is silent, the errors of
 * AWS's runtime interface emulator. One event loop serves all endpoints and adds a fraction of a
 * millisecond to an invocation. Safe for use by several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
public final class LocalRuntimeApi implements AutoCloseable {
  /** Bytes that an event may have. */
  public static final int MAX_EVENT_BYTES = 6_291_456;

  /** Bytes that a response may have; a little more than an event, as Lambda's own message says. */
  public static final int MAX_RESPONSE_BYTES = 6_291_556;

  private static final int MAX_HEADER_BYTES = 2 << 20;

  private final Vertx vertx;
  private final InstantSource clock;
  private final ClientLibrary clientLibrary;
  private final Queue<RuntimeEndpoint> endpoints = new ConcurrentLinkedQueue<>();

  private LocalRuntimeApi(Vertx vertx, InstantSource clock, Path scratch) {
    this.vertx = vertx;
    this.clock = clock;
    this.clientLibrary = new ClientLibrary(scratch);
  }

  /** Starts the event loop; there is no endpoint yet. */
  public static LocalRuntimeApi start() {
    return start(InstantSource.system(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * The same with a clock of its own.
   *
   * @param clock that deadlines are told by
   * @param scratch folder for what instances share, which they must see under the same path
   */
  public static LocalRuntimeApi start(InstantSource clock, Path scratch) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return new LocalRuntimeApi(Vertx.vertx(options), clock, scratch);
  }

  /** Opens an endpoint for an instance that handles one event at a time. */
  public RuntimeEndpoint open() {
    return open(1);
  }

  /** Opens an endpoint for an instance that handles up to {@code concurrency} events at a time. */
  public RuntimeEndpoint open(int concurrency) {
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost("127.0.0.1")
                .setPort(0)
                .setMaxHeaderSize(MAX_HEADER_BYTES));
    RuntimeEndpoint endpoint = new RuntimeEndpoint(vertx, server, concurrency, clock);
    await(server.requestHandler(endpoint::serve).listen());
    endpoints.removeIf(RuntimeEndpoint::isClosed);
    endpoints.add(endpoint);
    return endpoint;
  }

  /** Closes all endpoints. Closing twice is harmless. */
  @Override
  public void close() {
    endpoints.forEach(RuntimeEndpoint::close);
    await(vertx.close());
    clientLibrary.close();
  }

  ClientLibrary clientLibrary() {
    return clientLibrary;
  }

  static <T> T await(Future<T> future) {
    return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
