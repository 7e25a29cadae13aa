package dev.firstlight.conformance.store;

import java.io.IOException;
import java.util.Map;

/**
 * Amazon S3 on the loopback interface, as far as model packages need it: objects by path-style
 * addresses, ranges, conditions, multipart uploads, XML errors; signatures (version 4) are checked.
 * Safe for use by several threads.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html">API reference</a>
 */
public final class LocalS3 {
  /** The only access key that it knows. */
  public static final String ACCESS_KEY = "firstlight-local";

  /** The key's secret. */
  public static final String SECRET_KEY = "not-a-secret";

  /** The region that requests must be signed for. */
  public static final String REGION = "eu-west-1";

  private LocalS3() {}

  /** Starts it, without a bucket. */
  public static LocalStore start() throws IOException {
    StoreServer server = StoreServer.start(new S3Dialect());
    return new LoopbackStore(
        server,
        "s3://",
        Map.of(
            "FIRSTLIGHT_STORE_ENDPOINT", server.endpoint().toString(),
            "FIRSTLIGHT_STORE_REGION", REGION,
            "AWS_ACCESS_KEY_ID", ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", SECRET_KEY));
  }
}
