package dev.firstlight.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How model stores are reached.
 *
 * @param parallelRanges ranges that are read, or parts that are written, at the same time
 * @param partBytes of one range or part
 * @param attempts in a row that may bring nothing before a file is given up
 * @param connectTimeout for a connection
 * @param stallTimeout how long a connection may bring nothing
 * @param endpoint where the store's service is, if it is not the scheme's public one
 * @param region of the bucket, where a store has regions; empty to find it out
 * @param anonymous whether requests go without credentials, as to public buckets
 * @param sealed SHA-256 of the {@code model.json} of a package that was checked when it was sealed,
 *     as into a container image, whose layers the platform verifies: its files are checked by their
 *     sizes alone where this process could not have written them
 */
public record StoreOptions(
    int parallelRanges,
    long partBytes,
    int attempts,
    Duration connectTimeout,
    Duration stallTimeout,
    Optional<URI> endpoint,
    Optional<String> region,
    boolean anonymous,
    Optional<String> sealed) {

  /** The most ranges at a time. */
  public static final int MAX_PARALLEL_RANGES = 64;

  /** The smallest part: what S3 takes for a part of an upload. */
  public static final long MIN_PART_BYTES = 5L << 20;

  /** The largest part. */
  public static final long MAX_PART_BYTES = 1L << 30;

  /** The most attempts. */
  public static final int MAX_ATTEMPTS = 20;

  /** 8 ranges of 8 MiB, 7 attempts, 10 s to connect, 30 s without a byte. */
  public static final StoreOptions DEFAULT =
      new StoreOptions(
          8,
          8L << 20,
          7,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty());

  public StoreOptions {
    if (parallelRanges < 1 || parallelRanges > MAX_PARALLEL_RANGES) {
      throw new IllegalArgumentException(parallelRanges + " ranges; 1 to " + MAX_PARALLEL_RANGES);
    }
    if (partBytes < MIN_PART_BYTES || partBytes > MAX_PART_BYTES) {
      throw new IllegalArgumentException(
          "parts of " + partBytes + " bytes; " + MIN_PART_BYTES + " to " + MAX_PART_BYTES);
    }
    if (attempts < 1 || attempts > MAX_ATTEMPTS) {
      throw new IllegalArgumentException(attempts + " attempts; 1 to " + MAX_ATTEMPTS);
    }
    checkTimeout(connectTimeout);
    checkTimeout(stallTimeout);
    if (endpoint.isPresent() && !isAddress(endpoint.get())) {
      throw new IllegalArgumentException(
          "endpoint \""
              + Redacted.uri(endpoint.get())
              + "\"; write http(s)://host:port, without user or query");
    }
    if (region.isPresent() && !isRegion(region.get())) {
      throw new IllegalArgumentException("region \"" + region.get() + "\"; write it as eu-west-1");
    }
  }

  /** Whether that is a region's name: it becomes part of a host's name. */
  public static boolean isRegion(String name) {
    if (name.isEmpty() || name.length() > 32) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-')) {
        return false;
      }
    }
    return true;
  }

  public StoreOptions withParallelRanges(int ranges) {
    return new StoreOptions(
        ranges,
        partBytes,
        attempts,
        connectTimeout,
        stallTimeout,
        endpoint,
        region,
        anonymous,
        sealed);
  }

  public StoreOptions withAttempts(int other) {
    return new StoreOptions(
        parallelRanges,
        partBytes,
        other,
        connectTimeout,
        stallTimeout,
        endpoint,
        region,
        anonymous,
        sealed);
  }

  public StoreOptions withStallTimeout(Duration timeout) {
    return new StoreOptions(
        parallelRanges,
        partBytes,
        attempts,
        connectTimeout,
        timeout,
        endpoint,
        region,
        anonymous,
        sealed);
  }

  public StoreOptions withEndpoint(URI other) {
    return new StoreOptions(
        parallelRanges,
        partBytes,
        attempts,
        connectTimeout,
        stallTimeout,
        Optional.of(other),
        region,
        anonymous,
        sealed);
  }

  public StoreOptions withRegion(String other) {
    return new StoreOptions(
        parallelRanges,
        partBytes,
        attempts,
        connectTimeout,
        stallTimeout,
        endpoint,
        Optional.of(other),
        anonymous,
        sealed);
  }

  public StoreOptions withSealed(String manifestSha256) {
    return new StoreOptions(
        parallelRanges,
        partBytes,
        attempts,
        connectTimeout,
        stallTimeout,
        endpoint,
        region,
        anonymous,
        Optional.of(manifestSha256));
  }

  private static boolean isAddress(URI uri) {
    boolean http = "http".equalsIgnoreCase(uri.getScheme());
    return (http || "https".equalsIgnoreCase(uri.getScheme()))
        && uri.getHost() != null
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null;
  }

  private static void checkTimeout(Duration timeout) {
    if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a timeout of " + timeout.toMillis() + " ms");
    }
  }
}
