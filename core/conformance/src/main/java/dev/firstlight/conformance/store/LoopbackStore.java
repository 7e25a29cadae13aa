package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A store as its tests and comparisons see it, whatever protocol its server speaks.
 *
 * @param scheme of its addresses
 * @param server that answers
 * @param variables that an instance needs beside the endpoint
 */
record LoopbackStore(String scheme, StoreServer server, Map<String, String> variables)
    implements LocalStore {
  @Override
  public void bucket(String name) {
    server.shelf().bucket(name);
  }

  @Override
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create(scheme + "://" + bucket + "/" + prefix);
  }

  @Override
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public Map<String, String> environment() {
    Map<String, String> all = new HashMap<>(variables);
    all.put("FIRSTLIGHT_STORE_ENDPOINT", endpoint().toString());
    return Map.copyOf(all);
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
