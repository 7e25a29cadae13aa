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
public final class LocalGcs implements AutoCloseable {
  private final StoreServer server;

  private LocalGcs(StoreServer server) {
    this.server = server;
  }

  /** Starts it, without a bucket. */
  public static LocalGcs start() throws IOException {
    return new LocalGcs(StoreServer.start(new GcsDialect()));
  }

  /** Makes a bucket. */
  public LocalGcs bucket(String name) {
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
    return URI.create("gs://" + bucket + "/" + prefix);
  }

  /** Where it listens. */
  public URI endpoint() {
    return server.endpoint();
  }

  /** The variables with which an instance finds it. */
  public Map<String, String> environment() {
    return Map.of("FIRSTLIGHT_STORE_ENDPOINT", endpoint().toString());
  }

  /** Lets the next requests for that object's content go wrong, one each. */
  public void fail(String bucket, String name, StoreFault... sequence) {
    server.shelf().fail(bucket + "/" + name, List.of(sequence));
  }

  /** How often an object's content was asked for. */
  public int reads(String bucket, String name) {
    return server.reads(bucket + "/" + name);
  }

  /** The names in a bucket, in order. */
  public List<String> names(String bucket) {
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
