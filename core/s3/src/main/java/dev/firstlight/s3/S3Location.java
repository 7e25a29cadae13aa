package dev.firstlight.s3;

import dev.firstlight.fault.StartException;
import dev.firstlight.store.Redacted;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Where a package lies.
 *
 * @param bucket its bucket
 * @param prefix of its keys: empty, or with a slash at its end
 */
record S3Location(String bucket, String prefix) {
  private static final String HEX = "0123456789ABCDEF";

  /** Reads {@code s3://bucket/prefix}. */
  static S3Location of(URI uri) {
    String bucket = uri.getRawAuthority();
    boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (bucket == null || !plain || !isBucket(bucket)) {
      throw new StartException(
          StartException.Kind.STORE,
          "\"" + Redacted.uri(uri) + "\" is no address of a package; write s3://bucket/prefix");
    }
    if (bucket.endsWith("--x-s3")) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + bucket
              + "\" is a directory bucket, which is not supported; use a general-purpose"
              + " bucket");
    }
    String path = uri.getPath();
    int begin = 0;
    while (begin < path.length() && path.charAt(begin) == '/') {
      begin++;
    }
    String prefix = path.substring(begin);
    return new S3Location(bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** The key of a file of the package. */
  String key(String path) {
    return prefix + path;
  }

  /** The file's address, for messages. */
  String address(String path) {
    return "s3://" + bucket + "/" + key(path);
  }

  /** The key as part of an address and of a signature: all but unreserved characters encoded. */
  String encodedKey(String path) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : key(path).getBytes(StandardCharsets.UTF_8)) {
      if (isUnreserved(b) || b == '/') {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return encoded.toString();
  }

  /** Whether the bucket can be part of a host's name, under a certificate for one level. */
  boolean isHostLabel() {
    return bucket.indexOf('.') < 0
        && bucket.indexOf('_') < 0
        && bucket.equals(bucket.toLowerCase(java.util.Locale.ROOT));
  }

  private static boolean isBucket(String name) {
    if (name.length() < 3 || name.length() > 255) {
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

  private static boolean isUnreserved(byte b) {
    return isLetterOrDigit((char) b) || b == '-' || b == '.' || b == '_' || b == '~';
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
