package dev.firstlight.protocol;

import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads a buffer, which it does not move, as a stream. */
final class BufferInputStream extends InputStream {
  private final ByteBuffer rest;

  BufferInputStream(ByteBuffer bytes) {
    this.rest = bytes.duplicate();
  }

  @Override
  public int read() {
    return rest.hasRemaining() ? rest.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!rest.hasRemaining()) {
      return -1;
    }
    int read = Math.min(length, rest.remaining());
    rest.get(target, offset, read);
    return read;
  }

  @Override
  public int available() {
    return rest.remaining();
  }
}
