package dev.firstlight.s3;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * Signs GET requests to S3 with AWS Signature Version 4, header by header as the SDK's signer does,
 * which its tests hold it against: that one loads 110 classes for the first request of a cold JVM.
 * Safe for use by several threads.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">
 *     Signature Version 4</a>
 */
final class RequestSigner {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /** The SHA-256 of no bytes, as a GET request has none. */
  private static final String EMPTY =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private final LongSupplier epochSeconds;

  /**
   * @param epochSeconds what time it is
   */
  RequestSigner(LongSupplier epochSeconds) {
    this.epochSeconds = epochSeconds;
  }

  /**
   * Signs a request.
   *
   * @param uri whose path is encoded as S3 wants it, without a query
   * @param headers that the request carries; all are signed
   * @return these headers, and those that the signature adds; {@code Host} is signed, and not among
   *     them: connections set it
   */
  Map<String, String> sign(URI uri, Map<String, String> headers, SigningKeys keys, String region) {
    String time = time(epochSeconds.getAsLong());
    String date = time.substring(0, 8);
    Map<String, String> all = new HashMap<>(headers);
    all.put("x-amz-content-sha256", EMPTY);
    all.put("x-amz-date", time);
    if (keys.token() != null) {
      all.put("x-amz-security-token", keys.token());
    }
    Map<String, String> signed = new TreeMap<>();
    signed.put("host", host(uri));
    for (Map.Entry<String, String> header : all.entrySet()) {
      signed.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().strip());
    }
    HmacSha256 hmac = new HmacSha256();
    String names = String.join(";", signed.keySet());
    String scope = date + "/" + region + "/s3/aws4_request";
    String toSign =
        ALGORITHM
            + "\n"
            + time
            + "\n"
            + scope
            + "\n"
            + hex(hmac.hash(bytes(canonical(uri, signed, names))));
    byte[] key = bytes("AWS4" + keys.secret());
    for (String part : new String[] {date, region, "s3", "aws4_request"}) {
      key = hmac.code(key, bytes(part));
    }
    all.put(
        "Authorization",
        ALGORITHM
            + " Credential="
            + keys.id()
            + "/"
            + scope
            + ", SignedHeaders="
            + names
            + ", Signature="
            + hex(hmac.code(key, bytes(toSign))));
    return all;
  }

  private static String canonical(URI uri, Map<String, String> signed, String names) {
    StringBuilder canonical = new StringBuilder("GET\n");
    String path = uri.getRawPath();
    canonical.append(path.isEmpty() ? "/" : path).append("\n\n");
    for (Map.Entry<String, String> header : signed.entrySet()) {
      canonical.append(header.getKey()).append(':').append(header.getValue()).append('\n');
    }
    return canonical.append('\n').append(names).append('\n').append(EMPTY).toString();
  }

  /** As connections send it: without the port that the scheme has anyway. */
  private static String host(URI uri) {
    int usual = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    return uri.getPort() < 0 || uri.getPort() == usual
        ? uri.getHost()
        : uri.getHost() + ":" + uri.getPort();
  }

  /** {@code 20261124T134500Z}; a formatter would load more than the rest of the signature. */
  static String time(long epochSeconds) {
    LocalDateTime utc = LocalDateTime.ofEpochSecond(epochSeconds, 0, ZoneOffset.UTC);
    StringBuilder time = new StringBuilder(16);
    time.append(utc.getYear());
    two(time, utc.getMonthValue());
    two(time, utc.getDayOfMonth());
    time.append('T');
    two(time, utc.getHour());
    two(time, utc.getMinute());
    two(time, utc.getSecond());
    return time.append('Z').toString();
  }

  private static void two(StringBuilder time, int number) {
    time.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
