package dev.firstlight.models.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A web server on loopback with one file, which answers properly (ranges, ETag, If-Range) but for
 * the faults it is told, one a request.
 */
final class FetchServer implements AutoCloseable {
  private final ServerSocket server;
  private final Deque<Fault> faults = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private byte[] content;
  private String tag = "\"v1\"";

  FetchServer(byte[] content) throws IOException {
    this.content = content;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread accepting = new Thread(this::accept, "fetch-server");
    accepting.setDaemon(true);
    accepting.start();
  }

  /** What goes wrong with one request. */
  sealed interface Fault {
    /** An answer without a body, and a header. */
    record Status(int status, String header) implements Fault {}

    /** The connection ends after that many bytes of the body. */
    record Cut(int afterBytes) implements Fault {}

    /** Nothing comes any more after that many bytes of the body. */
    record Stall(int afterBytes) implements Fault {}

    /** One byte of the body is another; its length and headers are right. */
    record Corrupt(int at) implements Fault {}

    /** All of the file whatever was asked for. */
    record NoRanges() implements Fault {}

    /** More than was announced, without a length. */
    record Endless() implements Fault {}
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + "/zoo/model.onnx");
  }

  synchronized FetchServer faults(Fault... sequence) {
    faults.addAll(List.of(sequence));
    return this;
  }

  /** The file is another from now on. */
  synchronized void change(byte[] other, String otherTag) {
    content = other;
    tag = otherTag;
  }

  /** Path, Range and If-Range of each request so far. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        Thread serving = new Thread(() -> serve(socket), "fetch-server-connection");
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
      Map<String, String> headers = new TreeMap<>();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        String[] parts = line.split(": ", 2);
        headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
      }
      answer(socket, path, headers);
    } catch (IOException | InterruptedException e) {
      // The client went away, or the test is over.
    }
  }

  private void answer(Socket socket, String path, Map<String, String> headers)
      throws IOException, InterruptedException {
    Fault fault;
    byte[] body;
    String version;
    synchronized (this) {
      requests.add(
          path
              + " "
              + headers.getOrDefault("range", "-")
              + " "
              + headers.getOrDefault("if-range", "-"));
      fault = faults.poll();
      body = content;
      version = tag;
    }
    if (fault instanceof Fault.Status status) {
      String head =
          "HTTP/1.1 %d Fault\r\nContent-Length: 0\r\nConnection: close\r\n%s\r\n"
              .formatted(
                  status.status(), status.header().isEmpty() ? "" : status.header() + "\r\n");
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    boolean current = headers.getOrDefault("if-range", version).equals(version);
    boolean ranged = headers.containsKey("range") && current && !(fault instanceof Fault.NoRanges);
    int from =
        ranged
            ? Integer.parseInt(headers.getOrDefault("range", "").replaceAll("bytes=(\\d+)-", "$1"))
            : 0;
    send(socket, body, version, from, ranged, fault);
  }

  private void send(
      Socket socket, byte[] body, String version, int from, boolean ranged, @Nullable Fault fault)
      throws IOException, InterruptedException {
    OutputStream out = socket.getOutputStream();
    String range =
        ranged
            ? "Content-Range: bytes %d-%d/%d\r\n".formatted(from, body.length - 1, body.length)
            : "";
    String length =
        fault instanceof Fault.Endless ? "" : "Content-Length: " + (body.length - from) + "\r\n";
    String head =
        "HTTP/1.1 %s\r\nConnection: close\r\nETag: %s\r\n%s%s\r\n"
            .formatted(ranged ? "206 Partial Content" : "200 OK", version, range, length);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    byte[] sent = body.clone();
    int to = body.length;
    if (fault instanceof Fault.Corrupt corrupt) {
      sent[corrupt.at()] ^= 1;
    } else if (fault instanceof Fault.Cut cut) {
      to = Math.min(to, from + cut.afterBytes());
    } else if (fault instanceof Fault.Stall stall) {
      to = Math.min(to, from + stall.afterBytes());
    }
    out.write(sent, from, to - from);
    if (fault instanceof Fault.Endless) {
      out.write(body);
    }
    out.flush();
    if (fault instanceof Fault.Stall) {
      closed.await();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
  }
}
