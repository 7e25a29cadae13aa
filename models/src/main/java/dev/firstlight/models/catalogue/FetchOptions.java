package dev.firstlight.models.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * How models are fetched.
 *
 * @param downloads the directory for what is not complete yet
 * @param mirrors addresses, tried before the catalogue's own, under which files lie as {@code
 *     ENTRY/FILE}: {@code http(s):} or {@code file:}
 * @param connectTimeout until a server takes the connection
 * @param stallTimeout without a single byte, after which a connection is given up
 * @param attempts at one source without a byte of progress before the next one is tried
 * @param backoff before the second attempt; doubles with each
 * @param sleeper waits
 * @param space bytes that may still be written where a path lies
 */
public record FetchOptions(
    Path downloads,
    List<URI> mirrors,
    Duration connectTimeout,
    Duration stallTimeout,
    int attempts,
    Duration backoff,
    Sleeper sleeper,
    ToLongFunction<Path> space) {
  /** What no wait between attempts exceeds. */
  static final Duration LONGEST_BACKOFF = Duration.ofSeconds(30);

  public FetchOptions {
    mirrors = List.copyOf(mirrors);
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
    }
    for (URI mirror : mirrors) {
      String scheme = String.valueOf(mirror.getScheme());
      if (!List.of("http", "https", "file").contains(scheme)) {
        throw new IllegalArgumentException(
            "mirror \""
                + mirror
                + "\" must begin with https:, http: or file:; files lie below it as ENTRY/FILE");
      }
      if (mirror.getUserInfo() != null || mirror.getQuery() != null || !mirror.isAbsolute()) {
        throw new IllegalArgumentException(
            "a mirror's address can have no user, password or query; write https://host/path");
      }
    }
  }

  /** Waits that long. */
  @FunctionalInterface
  public interface Sleeper {
    void sleep(Duration time) throws InterruptedException;
  }

  /** The defaults: 10 s to connect, 30 s without a byte, 5 attempts at each source. */
  public static FetchOptions of(Path downloads, List<URI> mirrors) {
    return new FetchOptions(
        downloads,
        mirrors,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        5,
        Duration.ofMillis(500),
        time -> Thread.sleep(time.toMillis()),
        FreeSpace::usable);
  }
}
