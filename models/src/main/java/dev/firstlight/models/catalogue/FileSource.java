package dev.firstlight.models.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A mirror on a disk, where there is no network. */
record FileSource(Path path, long bytes) implements Source {
  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public Answer open(long offset, String validator) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new RefusedSourceException("there is no such file");
    }
    if (Files.size(path) != bytes) {
      throw new RefusedSourceException(
          "it has %,d bytes, but the catalogue says %,d".formatted(Files.size(path), bytes));
    }
    InputStream stream = Files.newInputStream(path);
    try {
      stream.skipNBytes(offset);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
    return new Answer(stream, offset, "");
  }
}
