package dev.firstlight.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A package behind a web server of any kind, read by ranges. Uses the JDK's URL connection: it
 * reaches its first byte in a cold JVM sooner than the JDK's HTTP client, and a download needs
 * nothing more. Connections are kept for the next range when one was read to its end.
 */
public final class WebSource implements ModelSource {
  private static final int MAX_HOPS = 5;
  private static final String CLOSED = "the package was closed";
  private static final int MAX_REFUSAL_BYTES = 8 << 10;
  private static final int PRECONDITION_FAILED = 412;
  private static final int RANGE_NOT_SATISFIABLE = 416;

  private final WebProtocol protocol;
  private final StoreOptions options;
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private final Set<HttpURLConnection> open = ConcurrentHashMap.newKeySet();
  private volatile boolean rangesIgnored;
  private volatile boolean closed;

  /**
   * @param protocol what the store adds to plain requests
   * @param options timeouts and parallelism
   */
  public WebSource(WebProtocol protocol, StoreOptions options) {
    this.protocol = protocol;
    this.options = options;
  }

  @Override
  public int parallelism() {
    return rangesIgnored ? 1 : options.parallelRanges();
  }

  @Override
  public InputStream read(String path, long offset, long length) throws IOException {
    boolean ranged = offset > 0 || length != Long.MAX_VALUE;
    Map<String, String> headers = new HashMap<>();
    if (ranged) {
      String last = length == Long.MAX_VALUE ? "" : Long.toString(offset + length - 1);
      headers.put("Range", "bytes=" + offset + "-" + last);
    }
    WebRequest request = protocol.request(path, versions.get(path), headers);
    for (int hop = 0; hop <= MAX_HOPS; hop++) {
      HttpURLConnection connection = connect(request);
      boolean handedOver = false;
      try {
        int status = status(connection, request);
        if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL) {
          InputStream stream = body(connection, path, request, offset, ranged);
          handedOver = true;
          return stream;
        }
        if (status == RANGE_NOT_SATISFIABLE) {
          return InputStream.nullInputStream(); // the file ends before the range begins
        }
        WebAnswer answer = answer(connection, request, refusalBody(connection));
        if (status == PRECONDITION_FAILED && versions.containsKey(path)) {
          throw changed(path);
        }
        WebRequest instead = protocol.instead(path, request, answer);
        if (instead == null) {
          throw protocol.refusal(path, answer);
        }
        request = instead;
      } finally {
        if (!handedOver) {
          end(connection);
        }
      }
    }
    throw new RefusedException(
        Redacted.uri(request.uri()) + " redirects more than " + MAX_HOPS + " times");
  }

  /** What went wrong on the way names the host: the JDK's messages often do not. */
  private static int status(HttpURLConnection connection, WebRequest request) throws IOException {
    try {
      return connection.getResponseCode();
    } catch (UnknownHostException e) {
      throw new IOException("there is no host \"" + request.uri().getHost() + "\"", e);
    } catch (IOException e) {
      throw new IOException(Redacted.uri(request.uri()) + ": " + e.getMessage(), e);
    }
  }

  private HttpURLConnection connect(WebRequest request) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) request.uri().toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) options.connectTimeout().toMillis());
    connection.setReadTimeout((int) options.stallTimeout().toMillis());
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      connection.setRequestProperty(header.getKey(), header.getValue());
    }
    open.add(connection);
    if (closed) {
      end(connection);
      throw new RefusedException(CLOSED);
    }
    return connection;
  }

  private InputStream body(
      HttpURLConnection connection, String path, WebRequest request, long offset, boolean ranged)
      throws IOException {
    String version = protocol.version(answer(connection, request, ""));
    String first = version == null ? null : versions.putIfAbsent(path, version);
    if (first != null && !first.equals(version)) {
      throw changed(path); // by a server that does not look at conditions
    }
    boolean partial = connection.getResponseCode() == HttpURLConnection.HTTP_PARTIAL;
    String range = connection.getHeaderField("Content-Range");
    if (partial && range != null && !range.startsWith("bytes " + offset + "-")) {
      throw new IOException(
          Redacted.uri(request.uri()) + " answered with " + range + ", not from byte " + offset);
    }
    InputStream stream =
        new BodyStream(connection.getInputStream(), connection, connection.getContentLengthLong());
    if (ranged && !partial) {
      rangesIgnored = true; // all of it comes
      stream.skipNBytes(offset);
    }
    return stream;
  }

  private static WebAnswer answer(HttpURLConnection connection, WebRequest request, String body)
      throws IOException {
    return new WebAnswer(
        request.uri(), connection.getResponseCode(), connection::getHeaderField, body);
  }

  private static String refusalBody(HttpURLConnection connection) {
    try (InputStream stream = connection.getErrorStream()) {
      return stream == null
          ? ""
          : new String(stream.readNBytes(MAX_REFUSAL_BYTES), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // the status says enough
    }
  }

  private static RefusedException changed(String path) {
    return new RefusedException(
        "\"" + path + "\" was changed in the store while it was read; start again");
  }

  private void end(HttpURLConnection connection) {
    open.remove(connection);
    connection.disconnect();
  }

  /**
   * Does not wait for reads that are under way: a URL connection is closed only once a read that
   * waits for bytes has got some or timed out, so that is left to a thread. What comes until then
   * is not handed on.
   */
  @Override
  public void close() {
    closed = true;
    if (!open.isEmpty()) {
      Thread closing = new Thread(this::endAll, "firstlight-store-close");
      closing.setDaemon(true);
      closing.start();
    }
  }

  private void endAll() {
    for (HttpURLConnection connection : open) {
      end(connection);
    }
  }

  /** Ends the connection with the stream when not all of it was read, else keeps it. */
  private final class BodyStream extends FilterInputStream {
    private final HttpURLConnection connection;
    private long missing;

    BodyStream(InputStream stream, HttpURLConnection connection, long length) {
      super(stream);
      this.connection = connection;
      this.missing = length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      checkOpen();
      count(value < 0 ? -1 : 1);
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int read = in.read(into, offset, length);
      checkOpen();
      count(read);
      return read;
    }

    private void checkOpen() throws IOException {
      if (closed) {
        throw new RefusedException(CLOSED);
      }
    }

    private void count(int read) {
      missing = read < 0 ? 0 : missing - read;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = in.skip(count);
      missing -= skipped;
      return skipped;
    }

    @Override
    public void close() throws IOException {
      if (missing > 0) {
        // Closing the stream would read the rest of the body for the sake of keep-alive.
        end(connection);
      } else {
        open.remove(connection);
        in.close();
      }
    }
  }
}
