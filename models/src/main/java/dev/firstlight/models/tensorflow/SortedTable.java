package dev.firstlight.models.tensorflow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * A table of sorted keys as LevelDB and TensorFlow's checkpoints have it: one block of entries,
 * neither compressed nor with shared prefixes, an index of that block, and a footer. For one
 * thread.
 *
 * @see <a href="https://github.com/google/leveldb/blob/main/doc/table_format.md">The format</a>
 */
final class SortedTable {
  private static final long MAGIC = 0xDB47_7524_8B80_FB57L;
  private static final int FOOTER_HANDLES_BYTES = 40;
  private static final int TRAILER_BYTES = 5;
  private static final int MASK_DELTA = 0xA282_EAD8;

  private final Block entries = new Block();
  private byte[] last = new byte[0];

  /** Adds an entry whose key sorts after those before it. */
  void add(byte[] key, Message value) {
    entries.add(key, value.bytes());
    last = key;
  }

  void writeTo(OutputStream stream) throws IOException {
    byte[] data = entries.end();
    byte[] meta = new Block().end();
    Block index = new Block();
    index.add(last, handle(0, data.length));
    byte[] indexed = index.end();
    long metaOffset = (long) data.length + TRAILER_BYTES;
    long indexOffset = metaOffset + meta.length + TRAILER_BYTES;
    for (byte[] block : new byte[][] {data, meta, indexed}) {
      stream.write(block);
      stream.write(trailer(block));
    }
    ByteArrayOutputStream handles = new ByteArrayOutputStream();
    handles.writeBytes(handle(metaOffset, meta.length));
    handles.writeBytes(handle(indexOffset, indexed.length));
    handles.writeBytes(new byte[FOOTER_HANDLES_BYTES - handles.size()]);
    stream.write(handles.toByteArray());
    stream.write(little(Long.BYTES, MAGIC));
  }

  /** A checksum as the format stores it, since checksums of checksums are weak. */
  static int masked(CRC32C crc) {
    int value = (int) crc.getValue();
    return ((value >>> 15) | (value << 17)) + MASK_DELTA;
  }

  /** The kind of compression, none, and the checksum over block and kind. */
  private static byte[] trailer(byte[] block) {
    CRC32C crc = new CRC32C();
    crc.update(block);
    crc.update(0);
    ByteArrayOutputStream trailer = new ByteArrayOutputStream();
    trailer.write(0);
    trailer.writeBytes(little(Integer.BYTES, masked(crc)));
    return trailer.toByteArray();
  }

  private static byte[] handle(long offset, long length) {
    ByteArrayOutputStream handle = new ByteArrayOutputStream();
    varint(handle, offset);
    varint(handle, length);
    return handle.toByteArray();
  }

  private static void varint(ByteArrayOutputStream to, long value) {
    long left = value;
    for (; left > 0x7F; left >>>= 7) {
      to.write((int) ((left & 0x7F) | 0x80));
    }
    to.write((int) left);
  }

  private static byte[] little(int bytes, long value) {
    byte[] little = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      little[i] = (byte) (value >>> (8 * i));
    }
    return little;
  }

  /** Entries with whole keys, so that a search may begin at each. */
  private static final class Block {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ByteArrayOutputStream starts = new ByteArrayOutputStream();

    void add(byte[] key, byte[] value) {
      starts.writeBytes(little(Integer.BYTES, bytes.size()));
      varint(bytes, 0);
      varint(bytes, key.length);
      varint(bytes, value.length);
      bytes.writeBytes(key);
      bytes.writeBytes(value);
    }

    byte[] end() {
      if (starts.size() == 0) {
        starts.writeBytes(little(Integer.BYTES, 0));
      }
      bytes.writeBytes(starts.toByteArray());
      bytes.writeBytes(little(Integer.BYTES, starts.size() / Integer.BYTES));
      return bytes.toByteArray();
    }
  }
}
