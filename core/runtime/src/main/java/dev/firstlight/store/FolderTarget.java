package dev.firstlight.store;

import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder of this machine. Files are written under names of their own and renamed when they are on
 * the disk. The version of a small file is its digest.
 */
final class FolderTarget implements PackageTarget {
  private static final int CHUNK = 1 << 20;

  private final Path folder;

  FolderTarget(Path folder) {
    this.folder = folder;
  }

  @Override
  public Optional<Stored> find(String path) throws IOException {
    Path file = folder.resolve(path);
    return Files.isRegularFile(file)
        ? Optional.of(new Stored(Files.size(file), Optional.of(Sha256.of(file))))
        : Optional.empty();
  }

  @Override
  public Optional<Content> read(String path, int most) throws IOException {
    Path file = folder.resolve(path);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (InputStream stream = Files.newInputStream(file)) {
      byte[] bytes = stream.readNBytes(most);
      if (stream.read() >= 0) {
        throw new IOException("\"" + file + "\" has more than " + most + " bytes");
      }
      return Optional.of(new Content(bytes, Sha256.of(bytes)));
    }
  }

  @Override
  public void write(PackageFile file, Path from, PushProgress progress) throws IOException {
    Path target = folder.resolve(file.path());
    Path part = part(target);
    try {
      try (FileChannel in = FileChannel.open(from);
          FileChannel out = create(part)) {
        for (long at = 0; at < file.bytes(); ) {
          long sent = in.transferTo(at, Math.min(CHUNK, file.bytes() - at), out);
          if (sent == 0) {
            throw new IOException("\"" + from + "\" was cut short while it was read");
          }
          at += sent;
          progress.moved(file.path(), sent);
        }
        out.force(true);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  @Override
  public void put(String path, byte[] bytes, Optional<String> replaces) throws IOException {
    Path target = folder.resolve(path);
    Path part = part(target);
    try {
      try (FileChannel out = create(part)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
        out.force(true);
      }
      if (replaces.isEmpty()) {
        createWhole(part, target);
        return;
      }
      if (!Files.isRegularFile(target) || !Sha256.of(target).equals(replaces.get())) {
        throw conflict(target);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A link is the one way to a name that fails where the name is taken, content and all. */
  private static void createWhole(Path part, Path target) throws IOException {
    try {
      Files.createLink(target, part);
    } catch (FileAlreadyExistsException e) {
      throw conflict(target);
    } catch (UnsupportedOperationException | java.nio.file.FileSystemException e) {
      if (Files.exists(target)) {
        throw conflict(target);
      }
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE); // no links here: nearly as good
    }
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(folder.resolve(path));
  }

  @Override
  public void removeLeftovers() throws IOException {
    IncomingFile.removeLeftovers(folder);
  }

  @Override
  public void close() {}

  private static Path part(Path target) throws IOException {
    Files.createDirectories(target.resolveSibling(""));
    return target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + ".part");
  }

  private static FileChannel create(Path part) throws IOException {
    return FileChannel.open(part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  private static ConflictException conflict(Path target) {
    return new ConflictException("\"" + target + "\" was written by somebody else meanwhile");
  }
}
