package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A plain web server on the loopback interface that has packages: {@code GET} and {@code HEAD},
 * ranges, entity tags and their conditions. It asks for no credentials. Safe for use by several
 * threads.
 */
public final class LocalHttp implements LocalStore {
  private final StoreServer server;

  private LocalHttp(StoreServer server) {
    this.server = server;
  }

  /** Starts it, without a package. */
  public static LocalHttp start() throws IOException {
    return new LocalHttp(StoreServer.start(new HttpDialect()));
  }

  @Override
  public void bucket(String name) {
    server.shelf().bucket(name);
  }

  @Override
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create(endpoint() + "/" + bucket + "/" + prefix);
  }

  @Override
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public Map<String, String> environment() {
    return Map.of();
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
