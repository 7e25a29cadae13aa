package dev.firstlight.s3;

import dev.firstlight.model.PackageFile;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes files: small ones at once, others in parts, several at a time. */
final class S3Upload implements AutoCloseable {
  private static final int MAX_PARTS = 10_000;
  private static final String BYTES = "application/octet-stream";

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
      client.putObject(
          request -> request.bucket(bucket).key(key).contentType(BYTES).metadata(metadata),
          body(from, 0, file.bytes()));
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
      String bucket, String key, String upload, int number, Path from, long offset, long length) {
    String etag =
        client
            .uploadPart(
                request -> request.bucket(bucket).key(key).uploadId(upload).partNumber(number),
                body(from, offset, length))
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(etag).build();
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

  /** Read anew for every attempt. */
  private static RequestBody body(Path from, long offset, long length) {
    return RequestBody.fromContentProvider(
        () -> {
          try {
            FileChannel channel = FileChannel.open(from);
            return new Limited(Channels.newInputStream(channel.position(offset)), length);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        length,
        BYTES);
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

  /** The first bytes of a stream. */
  private static final class Limited extends java.io.FilterInputStream {
    private long left;

    Limited(InputStream stream, long length) {
      super(stream);
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      int value = left > 0 ? in.read() : -1;
      left -= value < 0 ? 0 : 1;
      return value;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (left == 0 && length > 0) {
        return -1;
      }
      int read = in.read(into, offset, (int) Math.min(length, left));
      left -= Math.max(0, read);
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
