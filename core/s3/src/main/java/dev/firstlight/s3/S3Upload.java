package dev.firstlight.s3;

import dev.firstlight.model.PackageFile;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/** Writes files: small ones at once, others in parts, several at a time. */
final class S3Upload implements AutoCloseable {
  private static final int MAX_PARTS = 10_000;
  static final String BYTES = "application/octet-stream";

  private final S3Client client;
  private final long partBytes;
  private final ExecutorService threads;

  S3Upload(S3Client client, StoreOptions options) {
    this.client = client;
    this.partBytes = options.partBytes();
    this.threads =
        Executors.newFixedThreadPool(
            options.parallelRanges(),
            task -> {
              Thread thread = new Thread(task, "firstlight-upload");
              thread.setDaemon(true);
              return thread;
            });
  }

  void write(String bucket, String key, PackageFile file, Path from, PushProgress progress)
      throws IOException {
    Map<String, String> metadata = Map.of(S3Target.SHA256, file.sha256());
    if (file.bytes() <= partBytes) {
      String sha256 = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(file.sha256()));
      try (FilePart part = new FilePart(from, 0, file.bytes())) {
        client.putObject(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .contentType(BYTES)
                    .checksumSHA256(sha256)
                    .metadata(metadata),
            part.body());
      }
      progress.moved(file.path(), file.bytes());
      return;
    }
    String upload =
        client
            .createMultipartUpload(
                request -> request.bucket(bucket).key(key).contentType(BYTES).metadata(metadata))
            .uploadId();
    boolean whole = false;
    try {
      List<CompletedPart> parts = parts(bucket, key, upload, file, from, progress);
      client.completeMultipartUpload(
          request ->
              request
                  .bucket(bucket)
                  .key(key)
                  .uploadId(upload)
                  .multipartUpload(completed -> completed.parts(parts)));
      whole = true;
    } finally {
      if (!whole) {
        abort(bucket, key, upload);
      }
    }
  }

  private List<CompletedPart> parts(
      String bucket, String key, String upload, PackageFile file, Path from, PushProgress progress)
      throws IOException {
    long size = Math.max(partBytes, (file.bytes() + MAX_PARTS - 1) / MAX_PARTS);
    List<Future<CompletedPart>> running = new ArrayList<>();
    try {
      for (long at = 0; at < file.bytes(); at += size) {
        int number = running.size() + 1;
        long offset = at;
        long length = Math.min(size, file.bytes() - at);
        running.add(
            threads.submit(
                () -> {
                  CompletedPart part = part(bucket, key, upload, number, from, offset, length);
                  progress.moved(file.path(), length);
                  return part;
                }));
      }
      List<CompletedPart> parts = new ArrayList<>();
      for (Future<CompletedPart> part : running) {
        parts.add(join(part));
      }
      return parts;
    } finally {
      running.forEach(part -> part.cancel(true));
    }
  }

  private CompletedPart part(
      String bucket, String key, String upload, int number, Path from, long offset, long length)
      throws IOException {
    try (FilePart part = new FilePart(from, offset, length)) {
      String md5 = part.md5();
      String etag =
          client
              .uploadPart(
                  request ->
                      request
                          .bucket(bucket)
                          .key(key)
                          .uploadId(upload)
                          .partNumber(number)
                          .contentMD5(md5),
                  part.body())
              .eTag();
      return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }
  }

  private static CompletedPart join(Future<CompletedPart> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IOException(e.getCause());
    }
  }

  /** Gives up what pushes that died have begun under a prefix. */
  void abortAll(String bucket, String prefix) {
    for (MultipartUpload upload :
        client
            .listMultipartUploadsPaginator(request -> request.bucket(bucket).prefix(prefix))
            .uploads()) {
      abort(bucket, upload.key(), upload.uploadId());
    }
  }

  /** Parts without a whole cost money until somebody removes them. */
  private void abort(String bucket, String key, String upload) {
    boolean interrupted = Thread.interrupted(); // which would make the request fail at once
    try {
      client.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(upload));
    } catch (SdkException e) {
      // The push has failed for a reason that says more; a lifecycle rule removes the parts.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
