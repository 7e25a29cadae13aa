package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * Packages behind a web server: {@code https://models.example.com/mobilenet}. Uses the JDK's URL
 * connection: it reaches its first byte in a cold JVM sooner than the JDK's HTTP client, and a
 * download needs nothing more.
 */
public final class HttpStore implements ModelStore {
  private static final int MAX_REDIRECTS = 5;
  private static final int ATTEMPTS = 3;

  private final Duration connectTimeout;
  private final Duration readTimeout;
  private final Duration backoff;

  public HttpStore() {
    this(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(200));
  }

  HttpStore(Duration connectTimeout, Duration readTimeout, Duration backoff) {
    this.connectTimeout = connectTimeout;
    this.readTimeout = readTimeout;
    this.backoff = backoff;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public ModelSource open(URI uri) {
    if (uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + Redacted.uri(uri)
              + "\" cannot be a model's address; write"
              + " https://host/path/to/package, without user, password or query");
    }
    String text = uri.toString();
    return new WebFolder(URI.create(text.endsWith("/") ? text : text + "/"));
  }

  private final class WebFolder implements ModelSource {
    private final URI base;

    WebFolder(URI base) {
      this.base = base;
    }

    @Override
    public ReadableByteChannel read(String path, long offset, long length) throws IOException {
      URI uri = base.resolve(path);
      for (int attempt = 1; ; attempt++) {
        try {
          return Channels.newChannel(request(uri, offset, length));
        } catch (NoSuchFileException | RefusedException e) {
          throw e;
        } catch (IOException e) {
          if (attempt == ATTEMPTS) {
            throw e;
          }
          Pause.of(backoff.multipliedBy(attempt));
        }
      }
    }

    @Override
    public void close() {}
  }

  private InputStream request(URI uri, long offset, long length) throws IOException {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout((int) connectTimeout.toMillis());
      connection.setReadTimeout((int) readTimeout.toMillis());
      boolean ranged = offset > 0 || length != Long.MAX_VALUE;
      if (ranged) {
        String last = length == Long.MAX_VALUE ? "" : Long.toString(offset + length - 1);
        connection.setRequestProperty("Range", "bytes=" + offset + "-" + last);
      }
      int status = connection.getResponseCode();
      if (status / 100 == 3 && connection.getHeaderField("Location") != null) {
        at = redirected(at, connection.getHeaderField("Location"));
        connection.disconnect();
        continue;
      }
      return body(connection, at, status, ranged ? offset : 0);
    }
    throw new RefusedException(
        Redacted.uri(uri) + " redirects more than " + MAX_REDIRECTS + " times");
  }

  private static InputStream body(HttpURLConnection connection, URI at, int status, long offset)
      throws IOException {
    if (status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_PARTIAL) {
      InputStream stream = new ClosingStream(connection.getInputStream(), connection);
      if (status == HttpURLConnection.HTTP_OK && offset > 0) {
        stream.skipNBytes(offset); // a server without ranges sends all of it
      }
      return stream;
    }
    connection.disconnect();
    String answer = Redacted.uri(at) + " answered " + status;
    if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
      throw new NoSuchFileException(Redacted.uri(at), null, "the server answered " + status);
    }
    boolean worthTryingAgain = status >= 500 || status == 429 || status == 408;
    throw worthTryingAgain ? new IOException(answer) : new RefusedException(answer);
  }

  private static URI redirected(URI from, String location) throws IOException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new RefusedException(Redacted.uri(from) + " redirects to no URI");
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean downgraded = "https".equalsIgnoreCase(from.getScheme()) && !scheme.equals("https");
    if (downgraded || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new RefusedException(
          Redacted.uri(from) + " redirects to " + Redacted.uri(to) + ", which is not followed");
    }
    return to;
  }

  /** Ends the connection with the stream when not all of it was wanted. */
  private static final class ClosingStream extends FilterInputStream {
    private final HttpURLConnection connection;

    ClosingStream(InputStream stream, HttpURLConnection connection) {
      super(stream);
      this.connection = connection;
    }

    @Override
    public void close() {
      // Closing the stream first would read the rest of the body for the sake of keep-alive.
      connection.disconnect();
    }
  }
}
