package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** An instance that listens for HTTP/1.1 on the loopback interface. */
final class HttpInstance implements Instance {
  private static final Duration START_LIMIT = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(1);

  private final ChildProcess process;
  private final Cell cell;
  private final HttpWire wire;

  HttpInstance(ChildProcess process, Cell cell, HttpWire wire) {
    this.process = process;
    this.cell = cell;
    this.wire = wire;
  }

  @Override
  public long spawnNanos() {
    return process.spawnNanos();
  }

  @Override
  public long createdNanos() {
    return cell.createdNanos(process.spawnNanos());
  }

  @Override
  public long pid() {
    return cell.instance(process.pid());
  }

  @Override
  public Reply send(Call call) throws IOException {
    long due = System.nanoTime();
    connect(due);
    try {
      Reply reply = wire.send(call);
      return new Reply(reply.answer(), due, reply.firstByteNanos(), reply.doneNanos());
    } catch (IOException e) {
      throw new IOException(e.getMessage() + printed(), e);
    }
  }

  /** Tries until somebody listens; the system has no event for that. */
  private void connect(long since) throws IOException {
    while (!wire.connect()) {
      if (!process.isAlive()) {
        throw new IOException("the instance ended before it listened" + printed());
      }
      if (System.nanoTime() - since > START_LIMIT.toNanos()) {
        throw new IOException("nobody listened within " + START_LIMIT + printed());
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private String printed() {
    return (cell.ranOutOfMemory() ? "; the instance was killed as it ran out of memory" : "")
        + "; the instance printed last:\n"
        + process.tail();
  }

  @Override
  public void end(Duration atMost) throws IOException, InterruptedException {
    wire.close();
    process.terminate();
    var unused = process.awaitExit(atMost); // 143: it was told to
  }

  @Override
  public void close() {
    wire.close();
    process.close();
    cell.close();
  }
}
