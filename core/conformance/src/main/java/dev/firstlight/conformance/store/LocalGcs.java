package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Google Cloud Storage on the loopback interface, as far as model packages need it: the JSON API
 * with media downloads, ranges, generations and their conditions, multipart and resumable uploads.
 * It asks for no credentials. Safe for use by several threads.
 *
 * @see <a href="https://cloud.google.com/storage/docs/json_api">JSON API</a>
 */
public final class LocalGcs implements LocalStore {
  private final StoreServer server;

  private LocalGcs(StoreServer server) {
    this.server = server;
  }

  /** Starts it, without a bucket. */
  public static LocalGcs start() throws IOException {
    return new LocalGcs(StoreServer.start(new GcsDialect()));
  }

  @Override
  public void bucket(String name) {
    server.shelf().bucket(name);
  }

  @Override
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create("gs://" + bucket + "/" + prefix);
  }

  @Override
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of("FIRSTLIGHT_STORE_ENDPOINT", endpoint().toString());
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
