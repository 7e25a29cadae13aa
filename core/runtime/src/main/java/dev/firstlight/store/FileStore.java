package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Packages in a folder of this machine: {@code file:///mnt/models/mobilenet}. */
public final class FileStore implements ModelStore {
  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    Path folder = folder(uri);
    if (!Files.isDirectory(folder)) {
      throw new StartException(
          StartException.Kind.STORE,
          "there is no folder \""
              + folder
              + "\"; point FIRSTLIGHT_MODEL at a model package"
              + " (firstlight models build mobilenet makes one)");
    }
    return new Folder(folder);
  }

  @Override
  public PackageTarget target(URI uri, StoreOptions options) {
    return new FolderTarget(folder(uri));
  }

  private static Path folder(URI uri) {
    try {
      return Path.of(uri);
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "\"" + uri + "\" is no folder of this machine; write file:///path/to/package",
          e);
    }
  }

  private record Folder(Path folder) implements ModelSource {
    @Override
    public InputStream read(String path, long offset, long length) throws IOException {
      FileChannel channel = FileChannel.open(folder.resolve(path));
      return Channels.newInputStream(channel.position(offset));
    }

    @Override
    public Optional<Path> local(String path) {
      return Optional.of(folder.resolve(path));
    }

    @Override
    public void close() {}
  }
}
