package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
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
  public ModelSource open(URI uri) {
    Path folder;
    try {
      folder = Path.of(uri);
    } catch (IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "\"" + uri + "\" is no folder of this machine; write file:///path/to/package",
          e);
    }
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

  private record Folder(Path folder) implements ModelSource {
    @Override
    public ReadableByteChannel read(String path, long offset, long length) throws IOException {
      FileChannel channel = FileChannel.open(folder.resolve(path));
      return channel.position(offset);
    }

    @Override
    public Optional<Path> local(String path) {
      return Optional.of(folder.resolve(path));
    }

    @Override
    public void close() {}
  }
}
