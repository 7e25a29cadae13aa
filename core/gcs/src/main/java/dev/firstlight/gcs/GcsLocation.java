package dev.firstlight.gcs;

import dev.firstlight.fault.StartException;
import dev.firstlight.store.Redacted;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Where a package lies.
 *
 * @param bucket its bucket
 * @param prefix of its objects: empty, or with a slash at its end
 */
record GcsLocation(String bucket, String prefix) {
  private static final String HEX = "0123456789ABCDEF";

  /** Reads {@code gs://bucket/prefix}. */
  static GcsLocation of(URI uri) {
    String bucket = uri.getRawAuthority();
    boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (bucket == null || !plain || !isBucket(bucket)) {
      throw new StartException(
          StartException.Kind.STORE,
          "\"" + Redacted.uri(uri) + "\" is no address of a package; write gs://bucket/prefix");
    }
    String path = uri.getPath();
    int begin = 0;
    while (begin < path.length() && path.charAt(begin) == '/') {
      begin++;
    }
    String prefix = path.substring(begin);
    return new GcsLocation(
        bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** The name of the object that is a file of the package. */
  String object(String path) {
    return prefix + path;
  }

  /** The file's address, for messages. */
  String address(String path) {
    return "gs://" + bucket + "/" + object(path);
  }

  /** The object's name as one segment of an address: slashes are encoded too. */
  String encodedObject(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : object(path).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) b;
      if (isLetterOrDigit(c) || c == '-' || c == '.' || c == '_' || c == '~') {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return encoded.toString();
  }

  private static boolean isBucket(String name) {
    if (name.length() < 3 || name.length() > 222) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!(isLetterOrDigit(c) || c == '.' || c == '-' || c == '_')) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
