package dev.firstlight.models.catalogue;

import dev.firstlight.models.Sha256;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Properties;

/**
 * What of a file is here: {@code SHA256.part}, and beside it from where it came and what the server
 * called that version. It is named for what it must become, so no part is ever taken for another's.
 * For one thread, under the {@link FetchLock}.
 */
final class PartFile {
  private final CatalogueFile file;
  private final Path part;
  private final Path identity;
  private final Path whole;

  PartFile(Path downloads, CatalogueFile file) {
    this.file = file;
    this.part = downloads.resolve(file.sha256() + ".part");
    this.identity = downloads.resolve(file.sha256() + ".from");
    this.whole = downloads.resolve(file.sha256());
  }

  /** Where it lies once its digest was right; never before. */
  Path whole() {
    return whole;
  }

  /** Bytes that are here; a part that is longer than the file can become is none. */
  long length() throws IOException {
    if (Files.isRegularFile(whole)) {
      return file.bytes();
    }
    if (!Files.isRegularFile(part)) {
      return 0;
    }
    long length = Files.size(part);
    if (length > file.bytes()) {
      discard();
      return 0;
    }
    return length;
  }

  /** The server's own name for the version that the part is of; empty if it came from elsewhere. */
  String validator(String source) throws IOException {
    if (!Files.isRegularFile(identity)) {
      return "";
    }
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(identity)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      return "";
    }
    return source.equals(properties.getProperty("source"))
        ? properties.getProperty("validator", "")
        : "";
  }

  /** Notes where the next bytes come from. */
  void comesFrom(String source, String validator) throws IOException {
    Properties properties = new Properties();
    properties.setProperty("source", source);
    properties.setProperty("validator", validator);
    try (Writer writer = Files.newBufferedWriter(identity)) {
      properties.store(writer, null);
    }
  }

  /** Opens the part to go on at that offset; what lay behind it is cut off. */
  Sink openAt(long offset) throws IOException {
    FileChannel channel =
        FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      channel.truncate(offset);
      channel.position(offset);
      return new Sink(channel);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /** Takes bytes; closing it leaves them on the disk. */
  static final class Sink implements AutoCloseable {
    private final FileChannel channel;

    private Sink(FileChannel channel) {
      this.channel = channel;
    }

    void write(byte[] bytes, int length) throws IOException {
      ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  /** The SHA-256 of what is here. */
  String sha256() throws IOException {
    return Sha256.of(Files.isRegularFile(whole) ? whole : part);
  }

  /** Gives the part its name, after its digest was right. */
  void complete() throws IOException {
    if (!Files.isRegularFile(whole)) {
      Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.deleteIfExists(identity);
  }

  /** Forgets all that is here. */
  void discard() throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(identity);
    Files.deleteIfExists(whole);
  }
}
