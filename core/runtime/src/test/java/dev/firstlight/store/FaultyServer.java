package dev.firstlight.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A web server on loopback that serves files and misbehaves as told, one way for each request. */
final class FaultyServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  private final ServerSocket server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Map<String, List<Fault>> faults = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();

  FaultyServer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept, "faulty-server");
    accepting.setDaemon(true);
    accepting.start();
  }

  /** What goes wrong with one request. */
  sealed interface Fault {
    /** An answer without a body. */
    record Status(int status) implements Fault {}

    /** The connection ends after that many bytes of the body. */
    record Cut(int afterBytes) implements Fault {}

    /** Nothing comes any more after that many bytes of the body. */
    record Stall(int afterBytes) implements Fault {}

    /** An answer that sends the client elsewhere. */
    record Redirect(String location) implements Fault {}

    /** Ranges are not honoured: all of the file comes with 200. */
    record NoRanges() implements Fault {}
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/package/");
  }

  FaultyServer file(String path, byte[] content) {
    files.put("/package/" + path, content);
    return this;
  }

  FaultyServer faults(String path, Fault... sequence) {
    faults.put("/package/" + path, new CopyOnWriteArrayList<>(sequence));
    return this;
  }

  int requests(String path) {
    return requests.getOrDefault("/package/" + path, new AtomicInteger()).get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread serving = new Thread(() -> serve(socket), "faulty-server-connection");
        serving.setDaemon(true);
        serving.start();
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String path = in.readLine().split(" ")[1];
      String range = "";
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        range = line.startsWith("Range: ") ? line : range;
      }
      requests.computeIfAbsent(path, key -> new AtomicInteger()).incrementAndGet();
      List<Fault> sequence = faults.getOrDefault(path, List.of());
      answer(socket, path, range, sequence.isEmpty() ? null : sequence.remove(0));
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  private void answer(Socket socket, String path, String range, @Nullable Fault fault)
      throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    byte[] content = files.get(path);
    if (fault instanceof Fault.Status status) {
      head(out, status.status() + " Fault", 0, "");
    } else if (fault instanceof Fault.Redirect redirect) {
      head(out, "302 Found", 0, "Location: " + redirect.location() + "\r\n");
    } else if (content == null) {
      head(out, "404 Not Found", 0, "");
    } else {
      Matcher matcher = RANGE.matcher(range);
      boolean ranged = matcher.find() && !(fault instanceof Fault.NoRanges);
      int from = ranged ? Integer.parseInt(matcher.group(1)) : 0;
      int to =
          ranged && !matcher.group(2).isEmpty()
              ? Math.min(content.length, Integer.parseInt(matcher.group(2)) + 1)
              : content.length;
      head(out, ranged ? "206 Partial Content" : "200 OK", to - from, "");
      int length = to - from;
      if (fault instanceof Fault.Cut cut) {
        length = Math.min(length, cut.afterBytes());
        socket.setSoLinger(true, 0); // the close becomes a reset
      } else if (fault instanceof Fault.Stall stall) {
        length = Math.min(length, stall.afterBytes());
      }
      out.write(content, from, length);
      out.flush();
      if (fault instanceof Fault.Stall) {
        new java.util.concurrent.CountDownLatch(1).await(); // until the client or the test ends
      }
    }
    out.flush();
  }

  private static void head(OutputStream out, String status, int length, String more)
      throws IOException {
    out.write(
        ("HTTP/1.1 "
                + status
                + "\r\nContent-Length: "
                + length
                + "\r\nConnection: close\r\n"
                + more
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
