package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.LoopbackPort;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Instances that listen for HTTP, with the platform as a proxy in front of them. */
final class HttpHost implements Host {
  private static final int MOST_CONNECTIONS = 1000;
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private final HttpTarget target;
  private final Vertx vertx;
  private final HttpClient client;

  HttpHost(HttpTarget target) {
    this.target = target;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                // An instance that was frozen may close what was idle just when it is used again.
                .setKeepAlive(false)
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MAX_HEADER_BYTES)
                .setDecompressionSupported(false),
            new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
  }

  @Override
  public Hosted start(Cell cell, Map<String, String> variables) throws IOException {
    LoopbackPort port = LoopbackPort.free();
    ChildProcess process = ChildProcess.start(cell.within(target.listening(port, variables)));
    cell.started(process.pid());
    return HostedServer.watch(process, port, vertx, client);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }
}
