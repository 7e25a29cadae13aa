package dev.firstlight.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/** The version that a library of the class path states in a properties file of its own. */
public final class LibraryVersion {
  /** In place of a version that cannot be read: it is only a label, in messages and folders. */
  public static final String UNKNOWN = "unknown";

  private LibraryVersion() {}

  /**
   * Reads it.
   *
   * @param resource the file's name on the class path
   * @param key the property that has it
   */
  public static String read(ClassLoader loader, String resource, String key) {
    try (InputStream in = loader.getResourceAsStream(resource)) {
      if (in != null) {
        Properties properties = new Properties();
        properties.load(in);
        return properties.getProperty(key, UNKNOWN);
      }
    } catch (IOException e) {
      // As good as absent.
    }
    return UNKNOWN;
  }
}
