package dev.firstlight.conformance.store;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks signatures of version 4.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html">
 *     Authenticating requests</a>
 */
final class S3Signature {
  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?"
              + "SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");

  private S3Signature() {}

  /** The error code that S3 answers with; empty where the signature is right. */
  static String problem(HttpServerRequest request) {
    String authorization = request.getHeader("Authorization");
    if (authorization == null) {
      return "AccessDenied";
    }
    Matcher matcher = AUTHORIZATION.matcher(authorization);
    if (!matcher.matches()) {
      return "AuthorizationHeaderMalformed";
    }
    if (!matcher.group(1).equals(LocalS3.ACCESS_KEY)) {
      return "InvalidAccessKeyId";
    }
    if (!matcher.group(3).equals(LocalS3.REGION)) {
      return "AuthorizationHeaderMalformed";
    }
    String scope = matcher.group(2) + "/" + LocalS3.REGION + "/s3/aws4_request";
    String text =
        "AWS4-HMAC-SHA256\n"
            + request.getHeader("x-amz-date")
            + "\n"
            + scope
            + "\n"
            + sha256(canonical(request, matcher.group(4)));
    byte[] key = ("AWS4" + LocalS3.SECRET_KEY).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return HexFormat.of().formatHex(hmac(key, text)).equals(matcher.group(5))
        ? ""
        : "SignatureDoesNotMatch";
  }

  private static String canonical(HttpServerRequest request, String signedHeaders) {
    StringBuilder text = new StringBuilder();
    text.append(request.method().name()).append('\n');
    text.append(request.path()).append('\n');
    text.append(query(request.query() == null ? "" : request.query())).append('\n');
    for (String name : signedHeaders.split(";", -1)) {
      String value = String.join(",", request.headers().getAll(name));
      text.append(name.toLowerCase(Locale.ROOT)).append(':').append(value.trim()).append('\n');
    }
    text.append('\n').append(signedHeaders).append('\n');
    return text.append(request.getHeader("x-amz-content-sha256")).toString();
  }

  private static String query(String raw) {
    List<String> parameters = new ArrayList<>();
    for (String parameter : raw.split("&", -1)) {
      if (!parameter.isEmpty()) {
        parameters.add(parameter.indexOf('=') < 0 ? parameter + "=" : parameter);
      }
    }
    Collections.sort(parameters);
    return String.join("&", parameters);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }
}
