package dev.firstlight.models.pytorch;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip of entries that are stored as they are, each beginning at a multiple of {@value
 * #ALIGNMENT} bytes, which is what PyTorch maps. Sizes and checksums follow their entries, so nothing
 * is held or read twice. The JDK's writer can do neither. Without Zip64, so for less than 4 GiB. For
 * one thread.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The format</a>
 */
final class StoredZip {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;

  /** An extra field that holds nothing, as PyTorch's own archives have it. */
  private static final short PADDING_FIELD = 0x4246;

  private static final int FIELD_HEAD_BYTES = 4;

  /** Sizes and checksum follow the entry; its name is UTF-8. */
  private static final short FLAGS = 0x0808;

  private static final short VERSION = 20;

  /** 1 January 1980, the first that the format knows, so that equal content is equal bytes. */
  private static final short DATE = 0x21;

  private static final long MOST_BYTES = 0xFFFF_FFFFL;
  private static final int MOST_ENTRIES = 0xFFFF;

  private final Counted stream;
  private final String folder;
  private final List<Written> entries = new ArrayList<>();

  /** What an entry has in it. */
  @FunctionalInterface
  interface Entry {
    void writeTo(OutputStream stream) throws IOException;
  }

  private record Written(byte[] name, long offset, long bytes, long crc) {}

  /** Writes to that stream, which the caller closes, all entries in one folder. */
  StoredZip(OutputStream stream, String folder) {
    this.stream = new Counted(stream);
    this.folder = folder;
  }

  void add(String name, Entry entry) throws IOException {
    byte[] path = (folder + name).getBytes(StandardCharsets.UTF_8);
    long offset = stream.count;
    long unpadded = offset + LOCAL_BYTES + path.length + FIELD_HEAD_BYTES;
    int padding = (int) (-unpadded & (ALIGNMENT - 1));
    ByteBuffer head = buffer(LOCAL_BYTES + path.length + FIELD_HEAD_BYTES + padding);
    head.putInt(0x04034B50).putShort(VERSION).putShort(FLAGS).putShort((short) 0);
    head.putShort((short) 0).putShort(DATE).putInt(0).putInt(0).putInt(0);
    head.putShort((short) path.length).putShort((short) (FIELD_HEAD_BYTES + padding)).put(path);
    head.putShort(PADDING_FIELD).putShort((short) padding);
    stream.write(head.array());
    stream.crc.reset();
    long start = stream.count;
    entry.writeTo(stream);
    Written written =
        new Written(path, offset, stream.count - start, stream.crc.getValue());
    entries.add(written);
    stream.write(
        buffer(16)
            .putInt(0x08074B50)
            .putInt((int) written.crc())
            .putInt((int) written.bytes())
            .putInt((int) written.bytes())
            .array());
    if (stream.count > MOST_BYTES || entries.size() > MOST_ENTRIES) {
      throw new IOException(
          "a TorchScript archive of more than 4 GiB or 65,535 weights cannot be written");
    }
  }

  /** Writes the directory of all entries. */
  void finish() throws IOException {
    long start = stream.count;
    for (Written entry : entries) {
      byte[] name = entry.name();
      ByteBuffer head = buffer(CENTRAL_BYTES + name.length);
      head.putInt(0x02014B50).putShort(VERSION).putShort(VERSION).putShort(FLAGS);
      head.putShort((short) 0).putShort((short) 0).putShort(DATE).putInt((int) entry.crc());
      head.putInt((int) entry.bytes()).putInt((int) entry.bytes()).putShort((short) name.length);
      // No extra field, comment, disk or attributes.
      head.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
      head.putInt(0).putInt((int) entry.offset()).put(name);
      stream.write(head.array());
    }
    long bytes = stream.count - start;
    short count = (short) entries.size();
    ByteBuffer end = buffer(END_BYTES).putInt(0x06054B50).putInt(0);
    end.putShort(count).putShort(count).putInt((int) bytes).putInt((int) start);
    stream.write(end.array());
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static final class Counted extends OutputStream {
    private final OutputStream to;
    private final CRC32 crc = new CRC32();
    private long count;

    Counted(OutputStream to) {
      this.to = to;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value});
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      to.write(bytes, offset, length);
      crc.update(bytes, offset, length);
      count += length;
    }
  }
}
