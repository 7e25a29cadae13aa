package dev.firstlight.models;

import dev.firstlight.models.export.Content;
import java.io.IOException;
import java.io.InputStream;

/** The files that come with this module: class names, a sample image, a licence. */
public final class Resources {
  private Resources() {}

  /** The file of that name beside this class. */
  public static Content named(String name) {
    return stream -> {
      try (InputStream resource = Resources.class.getResourceAsStream(name)) {
        if (resource == null) {
          throw new IOException("firstlight-models lacks its resource \"" + name + "\"");
        }
        resource.transferTo(stream);
      }
    };
  }
}
