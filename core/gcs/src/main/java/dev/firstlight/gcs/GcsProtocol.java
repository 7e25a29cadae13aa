package dev.firstlight.gcs;

import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebAnswer;
import dev.firstlight.store.WebProtocol;
import dev.firstlight.store.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Downloads by the JSON API. A file's version is its generation. */
final class GcsProtocol implements WebProtocol {
  static final URI PUBLIC = URI.create("https://storage.googleapis.com");

  private final BucketLocation location;
  private final String base;
  private final StoreOptions options;
  private final Object lock = new Object();
  private @Nullable GcsCredentials credentials;

  private GcsProtocol(BucketLocation location, String base, StoreOptions options) {
    this.location = location;
    this.base = base;
    this.options = options;
  }

  static GcsProtocol of(BucketLocation location, StoreOptions options) {
    String endpoint = options.endpoint().orElse(PUBLIC).toString();
    String base = endpoint.endsWith("/") ? endpoint : endpoint + "/";
    return new GcsProtocol(
        location, base + "download/storage/v1/b/" + location.bucket() + "/o/", options);
  }

  @Override
  public WebRequest request(String path, @Nullable String version, Map<String, String> headers)
      throws IOException {
    URI uri =
        URI.create(
            base
                + location.encodedObject(path, true)
                + "?alt=media"
                + (version == null ? "" : "&ifGenerationMatch=" + version));
    Map<String, String> all = new HashMap<>(headers);
    String authorization = credentials().authorization(uri).orElse(null);
    if (authorization != null) {
      all.put("Authorization", authorization);
    }
    return new WebRequest(uri, all);
  }

  private GcsCredentials credentials() {
    synchronized (lock) {
      if (credentials == null) {
        credentials = GcsCredentials.forReading(options);
      }
      return credentials;
    }
  }

  @Override
  public @Nullable String version(WebAnswer answer) {
    String generation = answer.header("x-goog-generation");
    return generation == null || !isNumber(generation) ? null : generation;
  }

  private static boolean isNumber(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  @Override
  public @Nullable WebRequest instead(String path, WebRequest request, WebAnswer answer) {
    return null;
  }

  @Override
  public IOException refusal(String path, WebAnswer answer) {
    return GcsRefusal.of(
        location.address(path),
        answer.status(),
        answer.body(),
        GcsRefusal.GET,
        credentials().absence());
  }
}
