package dev.firstlight.store;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A place that a package can be written to, one file after another; {@link PackagePush} sees to the
 * order. Paths are relative to the package. What is worth trying again has been tried when a method
 * throws. Used by one thread.
 */
public interface PackageTarget extends AutoCloseable {
  /**
   * A file that lies there.
   *
   * @param bytes that it has
   * @param sha256 of them, where the store knows it for certain
   */
  record Stored(long bytes, Optional<String> sha256) {}

  /** A small file's content, and the version that a later {@link #put} replaces. */
  final class Content {
    private final byte[] bytes;
    private final String version;

    public Content(byte[] bytes, String version) {
      this.bytes = bytes.clone();
      this.version = version;
    }

    public byte[] bytes() {
      return bytes.clone();
    }

    public String version() {
      return version;
    }
  }

  /** What lies under that path. */
  Optional<Stored> find(String path) throws IOException;

  /**
   * The content of a file of at most so many bytes.
   *
   * @throws IOException also if it has more
   */
  Optional<Content> read(String path, int most) throws IOException;

  /**
   * Writes a file, and with it what {@link #find} is to know of it. Whoever reads sees all of it or
   * none, and what lay there before until then.
   *
   * @param file what it is called there, its size and digest
   * @param from where it lies here
   * @param progress hears of bytes on their way
   */
  void write(PackageFile file, Path from, PushProgress progress) throws IOException;

  /**
   * Writes a small file at once, unless something else came in between.
   *
   * @param replaces the version that must lie there; empty if nothing may
   * @throws ConflictException if something else lies there
   */
  void put(String path, byte[] bytes, Optional<String> replaces) throws IOException;

  /** Removes a file; one that is not there is no error. */
  void delete(String path) throws IOException;

  /**
   * Removes what pushes that died have left half written under the prefix. Called while no other
   * push is under way. What the store does not let this user remove stays.
   */
  default void removeLeftovers() throws IOException {}

  /** Ends its connections. Closing twice is harmless. */
  @Override
  void close();

  /** Something else lies where a file was to be put. */
  final class ConflictException extends IOException {
    private static final long serialVersionUID = 1L;

    public ConflictException(String message) {
      super(message);
    }
  }
}
