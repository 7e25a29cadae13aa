package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Where a package lies in a store of buckets.
 *
 * @param scheme of its address
 * @param bucket its bucket
 * @param prefix of its objects: empty, or with a slash at its end
 */
public record BucketLocation(String scheme, String bucket, String prefix) {
  private static final int SHORTEST_BUCKET = 3;
  private static final String HEX = "0123456789ABCDEF";

  /**
   * Reads {@code scheme://bucket/prefix}.
   *
   * @param longestBucket how many characters a bucket's name may have
   * @throws StartException of kind STORE if it is something else
   */
  public static BucketLocation of(URI uri, int longestBucket) {
    String scheme = uri.getScheme();
    String bucket = uri.getRawAuthority();
    if (bucket != null && bucket.startsWith("arn:")) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + Redacted.uri(uri)
              + "\" names a bucket by an ARN, which is not supported; write "
              + scheme
              + "://bucket/prefix, or an access point's alias (…-s3alias) in place of the bucket");
    }
    boolean plain = uri.getRawQuery() == null && uri.getRawFragment() == null;
    if (bucket == null || !plain || !isBucket(bucket, longestBucket)) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + Redacted.uri(uri)
              + "\" is no address of a package; write "
              + scheme
              + "://bucket/prefix");
    }
    String path = uri.getPath();
    int begin = 0;
    while (begin < path.length() && path.charAt(begin) == '/') {
      begin++;
    }
    String prefix = path.substring(begin);
    return new BucketLocation(
        scheme, bucket, prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/");
  }

  /** The name of the object that is a file of the package. */
  public String object(String path) {
    return prefix + path;
  }

  /** The file's address, for messages. */
  public String address(String path) {
    return scheme + "://" + bucket + "/" + object(path);
  }

  /**
   * The object's name as part of an address, all but unreserved characters encoded (RFC 3986,
   * section 2.3).
   *
   * @param slashes whether slashes are encoded too, so that the name is one segment
   */
  public String encodedObject(String path, boolean slashes) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : object(path).getBytes(StandardCharsets.UTF_8)) {
      char c = (char) b;
      if (isLetterOrDigit(c) || "-._~".indexOf(c) >= 0 || (c == '/' && !slashes)) {
        encoded.append(c);
      } else {
        encoded.append('%').append(HEX.charAt((b >> 4) & 15)).append(HEX.charAt(b & 15));
      }
    }
    return encoded.toString();
  }

  private static boolean isBucket(String name, int longest) {
    if (name.length() < SHORTEST_BUCKET || name.length() > longest) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!isLetterOrDigit(c) && ".-_".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
