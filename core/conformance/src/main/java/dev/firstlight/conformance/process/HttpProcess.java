package dev.firstlight.conformance.process;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** An instance that listens for HTTP/1.1 on a port of the loopback interface. */
public final class HttpProcess implements RunningHandler {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final JavaProcess process;
  private final int port;
  private final long openNanos;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private HttpProcess(JavaProcess process, int port, long openNanos) {
    this.process = process;
    this.port = port;
    this.openNanos = openNanos;
  }

  /**
   * Starts an instance and waits until it accepts connections.
   *
   * @param command the command that listens on a port
   * @throws IOException if it ended before, or does not listen within that time
   */
  public static HttpProcess start(IntFunction<JavaCommand> command, Duration atMost)
      throws IOException {
    int port = freePort();
    JavaProcess process = JavaProcess.start(command.apply(port));
    try {
      return new HttpProcess(process, port, awaitOpen(process, port, atMost));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /** A port that nobody listens on now. */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /**
   * Tries to connect until somebody listens; the system has no event for that.
   *
   * @return {@link System#nanoTime} when a connection was accepted
   */
  private static long awaitOpen(JavaProcess process, int port, Duration atMost) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    long giveUp = System.nanoTime() + atMost.toNanos();
    while (true) {
      try (SocketChannel channel = SocketChannel.open()) {
        channel.connect(address);
        return System.nanoTime();
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
          throw new IOException(
              "process "
                  + process.pid()
                  + (process.isAlive() ? " does not listen within " + atMost : " has ended")
                  + "; it printed\n"
                  + process.tail(),
              e);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(call.target()))
            .timeout(Duration.ofMinutes(1))
            .method(
                call.method(),
                call.body().hasRemaining()
                    ? BodyPublishers.ofByteArray(call.bytes())
                    : BodyPublishers.noBody());
    call.headers().forEach(header -> request.header(header.name(), header.value()));
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    List<Header> headers =
        response.headers().map().entrySet().stream()
            .flatMap(
                entry -> entry.getValue().stream().map(value -> new Header(entry.getKey(), value)))
            .toList();
    return new Answer(response.statusCode(), headers, ByteBuffer.wrap(response.body()));
  }

  /** The URI of a path on this instance. */
  public URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port + target);
  }

  /** {@link System#nanoTime} when the instance first accepted a connection. */
  public long openNanos() {
    return openNanos;
  }

  /** The process, for when it was created and what it prints. */
  public JavaProcess process() {
    return process;
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public List<String> log() {
    return process.lines();
  }

  @Override
  public void close() {
    process.close();
  }
}
