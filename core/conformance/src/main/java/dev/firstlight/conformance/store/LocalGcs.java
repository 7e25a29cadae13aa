package dev.firstlight.conformance.store;

import java.io.IOException;
import java.util.Map;

/**
 * Google Cloud Storage on the loopback interface, as far as model packages need it: the JSON API
 * with media downloads, ranges, generations and their conditions, multipart and resumable uploads.
 * It asks for no credentials. Safe for use by several threads.
 *
 * @see <a href="https://cloud.google.com/storage/docs/json_api">JSON API</a>
 */
public final class LocalGcs {
  private LocalGcs() {}

  /** Starts it, without a bucket. */
  public static LocalStore start() throws IOException {
    StoreServer server = StoreServer.start(new GcsDialect());
    return new LoopbackStore(
        server, "gs://", Map.of("FIRSTLIGHT_STORE_ENDPOINT", server.endpoint().toString()));
  }
}
