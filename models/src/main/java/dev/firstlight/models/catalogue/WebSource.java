package dev.firstlight.models.catalogue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A web server. Resumes with {@code Range} and {@code If-Range} (RFC 9110, sections 13.1.5 and 14),
 * so that a server whose file has changed sends the new one from its beginning. The JDK's URL
 * connection gives up a connection that stalls, and knows the JVM's proxies.
 *
 * <p>Not the core's source of the same name, whose job is another: that reads ranges of many files
 * at once into a package of this one process, and refuses a file that changed meanwhile. This goes
 * on after days in another process, where a changed file is a reason to begin anew; the digest
 * decides. One connection, as strangers' servers like it. Teaching a cold start both would bring
 * code to it that no instance runs.
 */
final class WebSource implements Source {
  private static final int MAX_REDIRECTS = 5;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(2);
  private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

  private final URI uri;
  private final long bytes;
  private final FetchOptions options;

  /**
   * @param bytes that the file must have
   */
  WebSource(URI uri, long bytes, FetchOptions options) {
    this.uri = uri;
    this.bytes = bytes;
    this.options = options;
  }

  @Override
  public String name() {
    return readable(uri);
  }

  @Override
  public Answer open(long offset, String validator) throws IOException {
    URI at = uri;
    for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
      HttpURLConnection connection = connect(at, offset, validator);
      boolean handedOver = false;
      try {
        int status = connection.getResponseCode();
        if (status / 100 == 3) {
          at = redirected(at, status, connection.getHeaderField("Location"));
          continue;
        }
        Answer answer = answer(connection, status, offset);
        handedOver = true;
        return answer;
      } finally {
        if (!handedOver) {
          connection.disconnect();
        }
      }
    }
    throw new RefusedSourceException("it redirects more than " + MAX_REDIRECTS + " times");
  }

  private HttpURLConnection connect(URI at, long offset, String validator) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) at.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout((int) options.connectTimeout().toMillis());
    connection.setReadTimeout((int) options.stallTimeout().toMillis());
    connection.setRequestProperty("User-Agent", "firstlight");
    // A file that is compressed on its way would have other sizes and ranges.
    connection.setRequestProperty("Accept-Encoding", "identity");
    if (offset > 0) {
      connection.setRequestProperty("Range", "bytes=" + offset + "-");
      if (!validator.isEmpty()) {
        connection.setRequestProperty("If-Range", validator);
      }
    }
    return connection;
  }

  private Answer answer(HttpURLConnection connection, int status, long offset) throws IOException {
    if (status == HttpURLConnection.HTTP_OK) {
      checkLength(connection.getContentLengthLong());
      return answer(connection, 0);
    }
    if (status == HttpURLConnection.HTTP_PARTIAL && offset > 0) {
      checkRange(String.valueOf(connection.getHeaderField("Content-Range")), offset);
      return answer(connection, offset);
    }
    if (status == RANGE_NOT_SATISFIABLE) {
      throw new RefusedRangeException("it has no bytes from " + offset);
    }
    if (status == 408 || status == 425 || status == 429 || status >= 500) {
      throw new RetryLaterException(
          "it answered " + status, retryAfter(connection.getHeaderField("Retry-After")));
    }
    throw new RefusedSourceException("it answered " + status);
  }

  private static Answer answer(HttpURLConnection connection, long offset) throws IOException {
    String tag = connection.getHeaderField("ETag");
    // A weak tag says that versions mean the same, not that their bytes are.
    boolean strong = tag != null && !tag.startsWith("W/");
    String date = connection.getHeaderField("Last-Modified");
    String validator = strong ? tag : date == null ? "" : date;
    return new Answer(new EndingStream(connection.getInputStream(), connection), offset, validator);
  }

  private void checkLength(long length) throws RefusedSourceException {
    if (length >= 0 && length != bytes) {
      throw new RefusedSourceException(
          "it has %,d bytes there, but the catalogue says %,d".formatted(length, bytes));
    }
  }

  private void checkRange(String range, long offset) throws IOException {
    Matcher matcher = CONTENT_RANGE.matcher(range);
    if (!matcher.matches() || !matcher.group(1).equals(Long.toString(offset))) {
      throw new RefusedRangeException(
          "it was asked for bytes from " + offset + " and sent \"" + range + "\"");
    }
    if (!matcher.group(3).equals("*") && !matcher.group(3).equals(Long.toString(bytes))) {
      throw new RefusedSourceException(
          "it has %s bytes there, but the catalogue says %,d".formatted(matcher.group(3), bytes));
    }
  }

  private static Duration retryAfter(String header) {
    try {
      Duration asked =
          Duration.ofSeconds(Math.max(0, Long.parseLong(String.valueOf(header).trim())));
      return asked.compareTo(LONGEST_RETRY_AFTER) < 0 ? asked : LONGEST_RETRY_AFTER;
    } catch (NumberFormatException e) {
      return Duration.ZERO;
    }
  }

  private static URI redirected(URI from, int status, String location)
      throws RefusedSourceException {
    URI to;
    try {
      to = from.resolve(String.valueOf(location));
    } catch (IllegalArgumentException e) {
      throw new RefusedSourceException("it redirects to no URI");
    }
    String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
    boolean downgraded = "https".equalsIgnoreCase(from.getScheme()) && !scheme.equals("https");
    if (location == null || downgraded || !(scheme.equals("http") || scheme.equals("https"))) {
      throw new RefusedSourceException(
          "it answered %d and redirects to %s, which is not followed"
              .formatted(status, location == null ? "nowhere" : readable(to)));
    }
    return to;
  }

  /** Without user, password, query and fragment, any of which may be a secret. */
  private static String readable(URI uri) {
    String text = uri.toString().replaceFirst("[?#].*$", "");
    return uri.getRawUserInfo() == null ? text : text.replace(uri.getRawUserInfo() + "@", "");
  }

  /** Ends the connection with the stream: reading on for the sake of keep-alive may take hours. */
  private static final class EndingStream extends FilterInputStream {
    private final HttpURLConnection connection;

    EndingStream(InputStream stream, HttpURLConnection connection) {
      super(stream);
      this.connection = connection;
    }

    @Override
    public void close() {
      connection.disconnect();
    }
  }
}
