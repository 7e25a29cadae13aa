package dev.firstlight.conformance.process;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/** An instance that listens for HTTP/1.1 on a port of the loopback interface. */
public final class HttpProcess implements RunningHandler {
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final ChildProcess process;
  private final long openNanos;
  private final HttpCaller caller;

  private HttpProcess(ChildProcess process, LoopbackPort port, long openNanos) {
    this.process = process;
    this.openNanos = openNanos;
    this.caller =
        new HttpCaller(
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), port.number());
  }

  /**
   * Starts an instance and waits until it accepts connections.
   *
   * @param command the command that listens on a port
   * @throws IOException if it ended before, or does not listen within that time
   */
  public static HttpProcess start(IntFunction<? extends StartCommand> command, Duration atMost)
      throws IOException {
    LoopbackPort port = LoopbackPort.free();
    ChildProcess process = ChildProcess.start(command.apply(port.number()));
    try {
      return new HttpProcess(process, port, awaitOpen(process, port, atMost));
    } catch (IOException | RuntimeException e) {
      process.close();
      throw e;
    }
  }

  /**
   * Tries to connect until somebody listens; the system has no event for that.
   *
   * @return {@link System#nanoTime} when a connection was accepted
   */
  private static long awaitOpen(ChildProcess process, LoopbackPort port, Duration atMost)
      throws IOException {
    long giveUp = System.nanoTime() + atMost.toNanos();
    while (true) {
      Optional<SocketChannel> connection = port.connect();
      if (connection.isPresent()) {
        long open = System.nanoTime();
        connection.get().close();
        return open;
      }
      if (!process.isAlive() || System.nanoTime() - giveUp > 0) {
        throw new IOException(
            "process "
                + process.pid()
                + (process.isAlive() ? " does not listen within " + atMost : " has ended")
                + "; it printed\n"
                + process.tail());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    return caller.send(call);
  }

  /** The URI of a path on this instance. */
  public URI uri(String target) {
    return caller.uri(target);
  }

  /** {@link System#nanoTime} when the instance first accepted a connection. */
  public long openNanos() {
    return openNanos;
  }

  /** The process, for when it was created and what it prints. */
  public ChildProcess process() {
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
