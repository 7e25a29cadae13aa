package dev.firstlight.models.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Writes a zip of entries that are stored as they are, each beginning at a multiple of {@value
 * #ALIGNMENT} bytes, which is what PyTorch maps. Sizes and checksums follow their entries, so
 * nothing is held or read twice. The JDK's writer can do neither. Without Zip64, so for less than 4
 * GiB. For one thread.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The format</a>
 */
final class StoredZip {
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_BYTES = 30;

  /** An extra field that holds nothing, as PyTorch's own archives have it. */
  private static final int PADDING_FIELD = 0x4246;

  private static final int FIELD_HEAD_BYTES = 4;

  /** Sizes and checksum follow the entry; its name is UTF-8. */
  private static final int FLAGS = 0x0808;

  private static final int VERSION = 20;

  /** 1 January 1980, the first that the format knows, so that equal content is equal bytes. */
  private static final int DATE = 0x21;

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

  private record Written(String path, long offset, long bytes, long crc) {}

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
    Head head = new Head().u32(0x04034B50).u16(VERSION).u16(FLAGS).u16(0).u16(0).u16(DATE);
    head.u32(0).u32(0).u32(0).u16(path.length).u16(FIELD_HEAD_BYTES + padding).raw(path);
    head.u16(PADDING_FIELD).u16(padding).raw(new byte[padding]).writeTo(stream);
    stream.crc.reset();
    long start = stream.count;
    entry.writeTo(stream);
    Written written =
        new Written(folder + name, offset, stream.count - start, stream.crc.getValue());
    entries.add(written);
    head = new Head().u32(0x08074B50).u32(written.crc());
    head.u32(written.bytes()).u32(written.bytes()).writeTo(stream);
    if (stream.count > MOST_BYTES || entries.size() > MOST_ENTRIES) {
      throw new IOException(
          "a TorchScript archive of more than 4 GiB or 65,535 weights cannot be written");
    }
  }

  /** Writes the directory of all entries. */
  void finish() throws IOException {
    long start = stream.count;
    for (Written entry : entries) {
      byte[] path = entry.path().getBytes(StandardCharsets.UTF_8);
      Head head = new Head().u32(0x02014B50).u16(VERSION).u16(VERSION).u16(FLAGS).u16(0).u16(0);
      head.u16(DATE).u32(entry.crc()).u32(entry.bytes()).u32(entry.bytes()).u16(path.length);
      // No extra field, comment, disk or attributes.
      head.u16(0).u16(0).u16(0).u16(0).u32(0).u32(entry.offset()).raw(path).writeTo(stream);
    }
    long bytes = stream.count - start;
    Head end = new Head().u32(0x06054B50).u32(0).u16(entries.size()).u16(entries.size());
    end.u32(bytes).u32(start).u16(0).writeTo(stream);
  }

  /** The little-endian fields of a head. */
  private static final class Head extends ByteArrayOutputStream {
    Head u16(int value) {
      write(value);
      write(value >>> 8);
      return this;
    }

    Head u32(long value) {
      return u16((int) value).u16((int) (value >>> 16));
    }

    Head raw(byte[] bytes) {
      writeBytes(bytes);
      return this;
    }
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
