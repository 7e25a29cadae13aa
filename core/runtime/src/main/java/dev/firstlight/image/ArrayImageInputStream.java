package dev.firstlight.image;

import javax.imageio.stream.ImageInputStreamImpl;

/** Part of an array, without the second copy that the JDK's streams keep in memory or on disk. */
final class ArrayImageInputStream extends ImageInputStreamImpl {
  private final byte[] data;
  private final int start;
  private final int end;

  ArrayImageInputStream(byte[] data, int start, int end) {
    this.data = data;
    this.start = start;
    this.end = end;
  }

  @Override
  public int read() {
    bitOffset = 0;
    return streamPos < length() ? data[start + (int) streamPos++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    bitOffset = 0;
    int n = (int) Math.min(count, length() - streamPos);
    if (n <= 0) {
      return count == 0 ? 0 : -1;
    }
    System.arraycopy(data, start + (int) streamPos, into, offset, n);
    streamPos += n;
    return n;
  }

  @Override
  public long length() {
    return Math.subtractExact(end, start);
  }
}
