package dev.firstlight.gcs;

import com.google.auth.Retryable;
import com.google.auth.oauth2.GoogleCredentials;
import dev.firstlight.store.RefusedException;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Application default credentials: the file that {@code GOOGLE_APPLICATION_CREDENTIALS} names
 * (service account or workload identity), gcloud's own, or the metadata server. Where there are
 * none, requests go without. Safe for use by several threads.
 */
final class GcsCredentials {
  private static final String READ = "https://www.googleapis.com/auth/devstorage.read_only";
  private static final String WRITE = "https://www.googleapis.com/auth/devstorage.read_write";

  private final @Nullable GoogleCredentials credentials;
  private final @Nullable String absence;

  private GcsCredentials(@Nullable GoogleCredentials credentials, @Nullable String absence) {
    this.credentials = credentials;
    this.absence = absence;
  }

  static GcsCredentials forReading(StoreOptions options) {
    return of(options, READ);
  }

  static GcsCredentials forWriting(StoreOptions options) {
    return of(options, WRITE);
  }

  private static GcsCredentials of(StoreOptions options, String scope) {
    if (options.anonymous()) {
      return new GcsCredentials(null, "FIRSTLIGHT_STORE_ANONYMOUS is set");
    }
    if (options.endpoint().isPresent()
        && "http".equalsIgnoreCase(options.endpoint().get().getScheme())) {
      return new GcsCredentials(null, "the endpoint is not encrypted");
    }
    try {
      // Without the quota project, by which the requester would pay.
      return new GcsCredentials(
          GoogleCredentials.getApplicationDefault()
              .createScoped(scope)
              .createWithQuotaProject(null),
          null);
    } catch (IOException e) {
      return new GcsCredentials(null, "no credentials were found: " + e.getMessage());
    }
  }

  /** The header that a request carries; empty if it goes without. */
  Optional<String> authorization(URI uri) throws IOException {
    if (credentials == null) {
      return Optional.empty();
    }
    Map<String, List<String>> metadata;
    try {
      metadata = credentials.getRequestMetadata(uri);
    } catch (IOException e) {
      String told = "no access token could be had: " + e.getMessage();
      throw e instanceof Retryable retryable && !retryable.isRetryable()
          ? new RefusedException(told)
          : new IOException(told, e);
    }
    List<String> values = metadata.getOrDefault("Authorization", List.of());
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
  }

  /** For the storage client; empty if requests go without. */
  Optional<GoogleCredentials> forClient() {
    return Optional.ofNullable(credentials);
  }

  /** Why requests go without credentials; null if they do not. */
  @Nullable String absence() {
    return absence;
  }
}
