package dev.firstlight.bench.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A port of the loopback interface that passes on to another one, with so many bytes a second on
 * the way back, over all connections together. Closing ends all of them.
 */
public final class SlowRelay implements AutoCloseable {
  private static final int PART = 8 << 10;

  private final ServerSocket server;
  private final int to;
  private final int bytesPerSecond;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Object pace = new Object();
  private long freeNanos = System.nanoTime();

  private SlowRelay(ServerSocket server, int to, int bytesPerSecond) {
    this.server = server;
    this.to = to;
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * Opens one.
   *
   * @throws IOException if nobody can listen here
   */
  public static SlowRelay to(int port, int bytesPerSecond) throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SlowRelay relay = new SlowRelay(server, port, bytesPerSecond);
    relay.background("slow store", relay::accept);
    return relay;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getLocalPort();
  }

  private void background(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Socket store = new Socket(InetAddress.getLoopbackAddress(), to);
        open.add(client);
        open.add(store);
        background("slow store, request", () -> copy(client, store, false));
        background("slow store, response", () -> copy(store, client, true));
      } catch (IOException e) {
        // Closed, or one connection that cannot be made: its client learns so.
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  private void copy(Socket from, Socket into, boolean slow) {
    byte[] part = new byte[PART];
    try (from;
        into) {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int count = in.read(part); count > 0; count = in.read(part)) {
        if (slow) {
          await(count);
        }
        out.write(part, 0, count);
      }
    } catch (IOException e) {
      // One of both has hung up, and now both have.
    } finally {
      open.remove(from);
      open.remove(into);
    }
  }

  private void await(int bytes) {
    long until;
    synchronized (pace) {
      freeNanos = Math.max(freeNanos, System.nanoTime()) + bytes * 1_000_000_000L / bytesPerSecond;
      until = freeNanos;
    }
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      // They are gone either way.
    }
  }
}
