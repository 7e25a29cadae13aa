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
public final class LocalS3 implements LocalStore {
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

  @Override
  public void bucket(String name) {
    server.shelf().bucket(name);
  }

  @Override
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create("s3://" + bucket + "/" + prefix);
  }

  @Override
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of(
        "FIRSTLIGHT_STORE_ENDPOINT", endpoint().toString(),
        "FIRSTLIGHT_STORE_REGION", REGION,
        "AWS_ACCESS_KEY_ID", ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY", SECRET_KEY);
  }

  @Override
  public void fail(String bucket, String key, StoreFault... sequence) {
    server.shelf().fail(bucket + "/" + key, List.of(sequence));
  }

  @Override
  public int reads(String bucket, String key) {
    return server.reads(bucket + "/" + key);
  }

  @Override
  public List<String> keys(String bucket) {
    return server.shelf().keys(bucket + "/").stream()
        .map(key -> key.substring(bucket.length() + 1))
        .toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
