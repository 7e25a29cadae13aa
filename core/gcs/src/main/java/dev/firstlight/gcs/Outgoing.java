package dev.firstlight.gcs;

import dev.firstlight.store.PushProgress;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** A file on its way to the store: tells how much was read, and what it was. For one thread. */
final class Outgoing extends FilterInputStream {
  private final String path;
  private final PushProgress progress;
  private final CRC32C crc32c = new CRC32C();
  private final MessageDigest sha256;

  Outgoing(InputStream stream, String path, PushProgress progress) {
    super(stream);
    this.path = path;
    this.progress = progress;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Of all that was read. */
  String sha256() {
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** Of all that was read, as the store writes it: big-endian, in base 64. */
  String crc32c() {
    byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt((int) crc32c.getValue()).array();
    return Base64.getEncoder().encodeToString(bytes);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    int read = in.read(into, offset, length);
    if (read > 0) {
      crc32c.update(into, offset, read);
      sha256.update(into, offset, read);
      progress.moved(path, read);
    }
    return read;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
