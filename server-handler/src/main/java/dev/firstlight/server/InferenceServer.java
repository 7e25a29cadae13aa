package dev.firstlight.server;

import dev.firstlight.EventLog;
import dev.firstlight.InferenceService;
import dev.firstlight.fault.StartException;
import dev.firstlight.tensor.Buffers;
import io.vertx.core.Context;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * An inference service behind HTTP. It listens as soon as it is started; requests that come before
 * the model is loaded wait for it in the queue. Safe for use by several threads.
 */
public final class InferenceServer implements AutoCloseable {
  private static final int HTTP2_STREAM_WINDOW = 1 << 20;
  private static final int HTTP2_CONNECTION_WINDOW = 8 << 20;
  private static final int LONGEST_REQUEST_LINE = 8192;

  private final ServerConfig config;
  private final Inferences inferences;
  private final InferenceQueue queue;
  private final Connections connections;
  private final Vertx vertx;
  private final Context loop;
  private final Exchanges exchanges;
  private final AtomicBoolean suspended = new AtomicBoolean();
  private volatile HttpServer http;
  private final CompletableFuture<Long> ended = new CompletableFuture<>();
  private boolean draining;
  private boolean ending;

  private InferenceServer(
      ServerConfig config, Inferences inferences, Buffers buffers, Consumer<Error> fatal) {
    this.config = config;
    this.inferences = inferences;
    queue = new InferenceQueue(config.workers(), config.queue(), config.bodyMemoryBytes());
    connections = new Connections(config.maxConnections());
    vertx = vertx(connections);
    loop = ((VertxInternal) vertx).createContext(ThreadingModel.EVENT_LOOP);
    ServerMetrics metrics =
        new ServerMetrics(
            self ->
                new MetricsPage(
                    self, queue, connections, inferences::coldStart, inferences::secondTier));
    exchanges =
        new Exchanges(
            inferences,
            queue,
            buffers,
            new Routes(config.aliases()),
            config.service().limits(),
            config.idleTimeout(),
            config.service().requestTimeout(),
            connections,
            metrics,
            fatal);
    http = http(config.port(), exchanges);
  }

  private HttpServer http(int port, Exchanges requests) {
    HttpServer created = vertx.createHttpServer(options(config).setPort(port));
    created.requestHandler(requests);
    created.invalidRequestHandler(requests::refuseMalformed);
    created.connectionHandler(connection -> Connection.of(connection).speaks(connection));
    created.exceptionHandler(failure -> {}); // connections that break are no news
    return created;
  }

  /**
   * Starts a service and a server in front of it.
   *
   * @param log where both write what happens
   * @param fatal told of an error after which the process must end, such as memory that is used up
   * @throws StartException if the address cannot be listened on
   */
  public static InferenceServer start(ServerConfig config, EventLog log, Consumer<Error> fatal) {
    // The service first: its cold start runs beside all that follows.
    CompletableFuture<Void> rehearsed = new CompletableFuture<>();
    InferenceService service = InferenceService.start(config.service(), log, rehearsed);
    try {
      InferenceServer server = start(config, Inferences.of(service), service.buffers(), fatal);
      Rehearsal.begin(config.host(), server.port(), rehearsed);
      return server;
    } catch (RuntimeException | Error e) {
      service.close();
      throw e;
    }
  }

  static InferenceServer start(
      ServerConfig config, Inferences inferences, Buffers buffers, Consumer<Error> fatal) {
    InferenceServer server = new InferenceServer(config, inferences, buffers, fatal);
    try {
      server.listen();
      server.watchIdleness();
    } catch (RuntimeException | Error e) {
      server.end(0);
      throw e;
    }
    return server;
  }

  /** Host and port that it listens on. */
  String address() {
    return config.host() + ":" + port();
  }

  /** The port that it listens on. */
  public int port() {
    return http.actualPort();
  }

  /**
   * Waits until the model is loaded.
   *
   * @throws StartException if it cannot be; the server then goes on answering so
   */
  public void awaitColdStart() {
    inferences.awaitColdStart();
  }

  /** Completes when all is closed, with the number of requests that were dropped. */
  public CompletableFuture<Long> ended() {
    return ended;
  }

  /**
   * Ends in order: answers everything that it has accepted and what comes over open connections
   * meanwhile, takes no new connections after the drain delay, and gives up at the drain timeout.
   * Asked again, it gives up at once. Returns at once; see {@link #ended}.
   */
  public synchronized void drain() {
    if (draining) {
      onLoop(this::giveUp);
      return;
    }
    draining = true;
    loop.runOnContext(
        nothing -> {
          connections.drain();
          after(config.drainDelay(), connections::stopListening);
          after(config.drainTimeout(), this::giveUp);
          vertx.setPeriodic(
              10,
              timer -> {
                if (!connections.isListening() && connections.count() == 0) {
                  vertx.cancelTimer(timer);
                  end(0);
                }
              });
        });
  }

  /**
   * Closes every socket, for a snapshot of the process: waits until the model is ready, stops
   * listening, answers everything that it has accepted, and gives up on what is unfinished at the
   * drain timeout. Threads, model and metrics stay as they are. Suspended again, it does nothing.
   *
   * @throws StartException if the cold start failed; it then goes on listening
   */
  void suspend() {
    inferences.beforeSnapshot();
    if (!suspended.compareAndSet(false, true)) {
      return;
    }
    CompletableFuture<Void> quiet = new CompletableFuture<>();
    loop.runOnContext(
        nothing -> {
          connections.drain();
          connections.stopListening();
          long abort =
              vertx.setTimer(
                  Math.max(1, config.drainTimeout().toMillis()),
                  timer -> List.copyOf(connections.open()).forEach(Connection::abort));
          vertx.setPeriodic(
              10,
              timer -> {
                if (!connections.isListening() && connections.count() == 0) {
                  vertx.cancelTimer(timer);
                  vertx.cancelTimer(abort);
                  quiet.complete(null);
                }
              });
        });
    quiet.join();
    http.close().toCompletionStage().toCompletableFuture().join();
  }

  /**
   * Listens again, on the port of before, as another instance.
   *
   * @return false if it was not suspended, and nothing was done
   * @throws StartException if the address is taken here
   */
  boolean resume(String mechanism) {
    if (!suspended.compareAndSet(true, false)) {
      return false;
    }
    inferences.afterRestore(mechanism);
    connections.stopDraining();
    http = http(http.actualPort(), exchanges);
    listen();
    return true;
  }

  /** Ends at once, dropping what is unfinished; returns when all is closed. */
  @Override
  public void close() {
    synchronized (this) {
      draining = true;
    }
    onLoop(this::giveUp);
    ended.join();
  }

  InferenceQueue queue() {
    return queue;
  }

  Connections connections() {
    return connections;
  }

  private void listen() {
    CompletableFuture<HttpServer> listening = new CompletableFuture<>();
    loop.runOnContext(
        nothing -> {
          http.listen()
              .onComplete(
                  result -> {
                    if (result.succeeded()) {
                      listening.complete(http);
                    } else {
                      listening.completeExceptionally(result.cause());
                    }
                  });
        });
    try {
      listening.join();
    } catch (CompletionException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "cannot listen on "
              + config.host()
              + ":"
              + config.port()
              + " ("
              + e.getCause()
              + "); set PORT or FIRSTLIGHT_PORT to a free port",
          e.getCause());
    }
  }

  private void watchIdleness() {
    long idleMillis = config.idleTimeout().toMillis();
    loop.runOnContext(
        nothing ->
            vertx.setPeriodic(
                Math.max(20, Math.min(1000, idleMillis / 4)),
                timer -> connections.check(TimeUnit.MILLISECONDS.toNanos(idleMillis))));
  }

  private void onLoop(Runnable task) {
    try {
      loop.runOnContext(nothing -> task.run());
    } catch (RejectedExecutionException e) {
      // The loop ends last of all: what was wanted has happened.
    }
  }

  private void after(Duration delay, Runnable task) {
    if (delay.isZero()) {
      task.run();
    } else {
      vertx.setTimer(delay.toMillis(), timer -> task.run());
    }
  }

  private void giveUp() {
    if (!ended.isDone()) {
      long dropped = connections.unfinished();
      connections.stopListening();
      List.copyOf(connections.open()).forEach(Connection::abort);
      end(dropped);
    }
  }

  private void end(long dropped) {
    synchronized (this) {
      if (ending) {
        return;
      }
      ending = true;
    }
    queue.close();
    vertx
        .close()
        .onComplete(
            closed -> {
              inferences.close();
              ended.complete(dropped);
            });
  }

  private static Vertx vertx(Connections transport) {
    // One loop moves bytes for far more inferences than a machine can run. What Vert.x would set up
    // for other kinds of applications stays off: it costs time at the start.
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1)
            .setBlockedThreadCheckInterval(TimeUnit.DAYS.toMillis(1))
            .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    return Vertx.builder().with(options).withTransport(transport).build();
  }

  private static HttpServerOptions options(ServerConfig config) {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024)
        .setMaxInitialLineLength(LONGEST_REQUEST_LINE)
        .setMaxHeaderSize(config.maxHeaderBytes())
        .setMaxChunkSize(1 << 20)
        .setHandle100ContinueAutomatically(false)
        .setCompressionSupported(false)
        .setDecompressionSupported(false)
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        .setHttp2ClearTextEnabled(true)
        .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW)
        .setInitialSettings(
            new Http2Settings()
                .setInitialWindowSize(HTTP2_STREAM_WINDOW)
                .setMaxConcurrentStreams(config.workers() + config.queue() + 100L)
                .setMaxHeaderListSize(config.maxHeaderBytes()));
  }
}
