package dev.firstlight.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/** Packages among an application's own resources: {@code classpath:models/mobilenet}. */
public final class ClasspathStore implements ModelStore {
  @Override
  public Set<String> schemes() {
    return Set.of("classpath");
  }

  @Override
  public ModelSource open(URI uri) {
    String prefix = uri.getSchemeSpecificPart().replaceAll("^/+|/+$", "");
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new Resources(
        context == null ? ClassLoader.getSystemClassLoader() : context,
        prefix.isEmpty() ? "" : prefix + "/");
  }

  private record Resources(ClassLoader loader, String prefix) implements ModelSource {
    @Override
    public ReadableByteChannel read(String path, long offset, long length) throws IOException {
      InputStream stream = loader.getResourceAsStream(prefix + path);
      if (stream == null) {
        throw new NoSuchFileException("classpath:" + prefix + path);
      }
      try {
        stream.skipNBytes(offset);
      } catch (IOException e) {
        stream.close();
        throw e;
      }
      return Channels.newChannel(stream);
    }

    @Override
    public void close() {}
  }
}
