package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A store as its tests and comparisons see it, whatever protocol its server speaks.
 *
 * @param server that answers
 * @param root what packages' addresses begin with, before the bucket
 * @param variables with which an instance reaches it
 */
record LoopbackStore(StoreServer server, String root, Map<String, String> variables)
    implements LocalStore {
  LoopbackStore {
    variables = Map.copyOf(variables);
  }

  @Override
  public void bucket(String name) {
    server.shelf().bucket(name);
  }

  @Override
  public URI serve(String bucket, String prefix, Path folder) throws IOException {
    server.shelf().serve(bucket, prefix, folder);
    return URI.create(root + bucket + "/" + prefix);
  }

  @Override
  public URI endpoint() {
    return server.endpoint();
  }

  @Override
  public Map<String, String> environment() {
    return variables;
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
