package dev.firstlight.gcs;

import com.google.auth.Credentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a package with the storage client, by resumable uploads. Objects carry the digest that
 * they were written with as metadata.
 */
final class GcsTarget implements PackageTarget {
  private static final String SHA256 = "sha256";
  private static final int UNIT = 256 << 10; // chunks of an upload are multiples of it
  private static final int MAX_CHUNK = 16 << 20;

  private final Storage storage;
  private final BucketLocation location;
  private final GcsCredentials credentials;
  private final int chunk;

  private GcsTarget(
      Storage storage, BucketLocation location, GcsCredentials credentials, int chunk) {
    this.storage = storage;
    this.location = location;
    this.credentials = credentials;
    this.chunk = chunk;
  }

  static GcsTarget of(BucketLocation location, StoreOptions options) {
    GcsCredentials credentials = GcsCredentials.forWriting(options);
    Credentials given =
        credentials.forClient().map(Credentials.class::cast).orElse(NoCredentials.getInstance());
    StorageOptions.Builder builder =
        StorageOptions.http()
            .setCredentials(given)
            // Objects belong to buckets; the client would look for a project all the same.
            .setProjectId("none")
            // Whatever is written is written whole, or under a condition: all may be tried again.
            .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
            .setRetrySettings(
                ServiceOptions.getDefaultRetrySettings().toBuilder()
                    .setMaxAttempts(options.attempts())
                    .build())
            .setTransportOptions(
                HttpTransportOptions.newBuilder()
                    .setConnectTimeout((int) options.connectTimeout().toMillis())
                    .setReadTimeout((int) options.stallTimeout().toMillis())
                    .build());
    options.endpoint().ifPresent(endpoint -> builder.setHost(endpoint.toString()));
    int chunk = (int) Math.min(MAX_CHUNK, options.partBytes() / UNIT * UNIT);
    return new GcsTarget(builder.build().getService(), location, credentials, chunk);
  }

  @Override
  public Optional<Stored> find(String path) throws IOException {
    return blob(path)
        .map(
            blob ->
                new Stored(
                    blob.getSize(),
                    Optional.ofNullable(blob.getMetadata()).map(all -> all.get(SHA256))));
  }

  @Override
  public Optional<Content> read(String path, int most) throws IOException {
    Blob blob = blob(path).orElse(null);
    if (blob == null) {
      return Optional.empty();
    }
    if (blob.getSize() > most) {
      throw new IOException(location.address(path) + " has more than " + most + " bytes");
    }
    try {
      byte[] bytes =
          storage.readAllBytes(
              location.bucket(),
              location.object(path),
              Storage.BlobSourceOption.generationMatch(blob.getGeneration()));
      return Optional.of(new Content(bytes, Long.toString(blob.getGeneration())));
    } catch (StorageException e) {
      throw refused(path, GcsRefusal.GET, e);
    }
  }

  private Optional<Blob> blob(String path) throws IOException {
    try {
      return Optional.ofNullable(storage.get(BlobId.of(location.bucket(), location.object(path))));
    } catch (StorageException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        return Optional.empty();
      }
      throw refused(path, GcsRefusal.GET, e);
    }
  }

  @Override
  public void write(PackageFile file, Path from, PushProgress progress) throws IOException {
    BlobInfo info =
        BlobInfo.newBuilder(location.bucket(), location.object(file.path()))
            .setContentType("application/octet-stream")
            .setMetadata(Map.of(SHA256, file.sha256()))
            .build();
    try (Outgoing stream = new Outgoing(Files.newInputStream(from), file.path(), progress)) {
      Blob blob = storage.createFrom(info, stream, chunk);
      check(file, from, stream, blob);
    } catch (StorageException e) {
      throw refused(file.path(), GcsRefusal.CREATE, e);
    }
  }

  /** What is there must be what was to be written, else it would be taken for it. */
  private void check(PackageFile file, Path from, Outgoing sent, Blob blob) throws IOException {
    boolean ours = sent.sha256().equals(file.sha256());
    String arrived = blob.getCrc32c(); // null where a server does not compute it
    if (ours && (arrived == null || arrived.equals(sent.crc32c()))) {
      return;
    }
    delete(file.path());
    throw new IOException(
        ours
            ? location.address(file.path()) + " was damaged on its way; push again"
            : "\"" + from + "\" was changed while it was pushed; push again");
  }

  @Override
  public void put(String path, byte[] bytes, Optional<String> replaces) throws IOException {
    BlobInfo.Builder info =
        BlobInfo.newBuilder(
                BlobId.of(
                    location.bucket(),
                    location.object(path),
                    replaces.map(Long::valueOf).orElse(null)))
            .setContentType("application/json");
    try {
      storage.create(
          info.build(),
          bytes,
          replaces.isPresent()
              ? BlobTargetOption.generationMatch()
              : BlobTargetOption.doesNotExist());
    } catch (StorageException e) {
      if (e.getCode() == HttpURLConnection.HTTP_PRECON_FAILED) {
        throw new ConflictException(
            location.address(path) + " was written by somebody else meanwhile");
      }
      throw refused(path, GcsRefusal.CREATE, e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      storage.delete(BlobId.of(location.bucket(), location.object(path)));
    } catch (StorageException e) {
      throw refused(path, GcsRefusal.DELETE, e);
    }
  }

  private IOException refused(String path, String action, StorageException e) {
    if (e.getCode() >= 400) {
      return GcsRefusal.of(
          location.address(path),
          e.getCode(),
          String.valueOf(e.getMessage()),
          action,
          credentials.absence());
    }
    String reason = String.valueOf(e.getMessage());
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        reason = "there is no host \"" + cause.getMessage() + "\"";
      }
    }
    return new IOException(
        location.address(path) + " at " + storage.getOptions().getHost() + ": " + reason, e);
  }

  @Override
  public void close() {
    try {
      storage.close();
    } catch (Exception e) {
      // It has nothing to lose: every write was answered.
    }
  }
}
