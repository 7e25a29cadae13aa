package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Amazon S3 on the loopback interface, as far as model packages need it: objects by path-style
 * addresses, ranges, conditions, multipart uploads, XML errors; signatures (version 4) are checked.
 * Safe for use by several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">API reference</a>
 */
public final class LocalS3 implements AutoCloseable {
  /** The only access key that it knows. */
  public static final String ACCESS_KEY = "firstlight-local";

  /** The key's secret. */
  public static final String SECRET_KEY = "not-a-secret";

  /** The region that requests must be signed for. */
  public static final String REGION = "eu-west-1";

  private final StoreServer server;

  private LocalS3(StoreServer server) {
    this.server = server;
  }

  /** Starts it, without a bucket. */
  public static LocalS3 start() throws IOException {
    return new LocalS3(StoreServer.start(new S3Dialect()));
  }

  /** Makes a bucket. */
  public LocalS3 bucket(String name) {
    server.shelf().bucket(name);
    return this;
  }

  /**
   * Serves the files of a folder in place, as they are now.
   *
   * @return the address of the folder's package
   */
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create("s3://" + bucket + "/" + prefix);
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** The variables with which an instance finds it and may read from it. */
  public Map<String, String> environment() {
    return Map.of(
        "FIRSTLIGHT_STORE_ENDPOINT", endpoint().toString(),
        "FIRSTLIGHT_STORE_REGION", REGION,
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  /** Lets the next requests for that object's content go wrong, one each. */
  public void fail(String bucket, String key, StoreFault... sequence) {
    server.shelf().fail(bucket + "/" + key, List.of(sequence));
  }

  /** How often an object's content was asked for. */
  public int reads(String bucket, String key) {
    return server.reads(bucket + "/" + key);
  }

  /** The keys in a bucket, in order. */
  public List<String> keys(String bucket) {
    return server.shelf().keys(bucket + "/").stream()
        .map(key -> key.substring(bucket.length() + 1))
        .toList();
  }

  /** Ends it and removes what was uploaded. */
  @Override
  public void close() {
    server.close();
  }
}
