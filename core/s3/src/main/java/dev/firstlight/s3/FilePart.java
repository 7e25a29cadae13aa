package dev.firstlight.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;

/**
 * Bytes of a file on their way to S3, read anew for every attempt. The SDK does not close what it
 * reads. For one thread.
 */
final class FilePart implements ContentStreamProvider, AutoCloseable {
  private static final int CHUNK = 256 << 10;

  private final Path file;
  private final long offset;
  private final long length;
  private @Nullable InputStream open;

  FilePart(Path file, long offset, long length) {
    this.file = file;
    this.offset = offset;
    this.length = length;
  }

  RequestBody body() {
    return RequestBody.fromContentProvider(this, length, S3Upload.BYTES);
  }

  /** For {@code Content-MD5}, by which every server of the protocol checks what it gets. */
  String md5() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    byte[] chunk = new byte[CHUNK];
    try (InputStream stream = stream()) {
      for (int read = stream.read(chunk); read >= 0; read = stream.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return Base64.getEncoder().encodeToString(digest.digest());
  }

  @Override
  public InputStream newStream() {
    try {
      close();
      InputStream stream = stream();
      open = stream;
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private InputStream stream() throws IOException {
    FileChannel channel = FileChannel.open(file);
    return new Limited(Channels.newInputStream(channel.position(offset)), length);
  }

  @Override
  public void close() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** The first bytes of a stream. */
  private static final class Limited extends FilterInputStream {
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
