package dev.firstlight.store;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Set;

/** Packages among an application's own resources: {@code classpath:models/mobilenet}. */
public final class ClasspathStore implements ModelStore {
  @Override
  public Set<String> schemes() {
    return Set.of("classpath");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    String prefix = uri.getSchemeSpecificPart().replaceAll("^/+|/+$", "");
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return new Resources(
        context == null ? ClassLoader.getSystemClassLoader() : context,
        prefix.isEmpty() ? "" : prefix + "/");
  }

  private record Resources(ClassLoader loader, String prefix) implements ModelSource {
    @Override
    public InputStream read(String path, long offset, long length) throws IOException {
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
      return stream;
    }

    @Override
    public void close() {}
  }
}
