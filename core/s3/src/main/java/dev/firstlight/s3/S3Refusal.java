package dev.firstlight.s3;

import dev.firstlight.store.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What S3's errors mean, and what to do about them. */
final class S3Refusal {
  private static final int MAX_MESSAGE = 300;

  /** Answered with 4xx, but gone with the next attempt. */
  private static final Set<String> PASSING =
      Set.of("RequestTimeout", "RequestTimeTooSkewed", "SlowDown", "OperationAborted");

  private S3Refusal() {}

  /**
   * The exception for an answer.
   *
   * @param address of the file
   * @param code S3's own, or empty
   * @param message S3's own, or empty
   * @param action that was to be done, as IAM calls it
   * @param anonymous why the request went without credentials, or null
   */
  static IOException of(
      String address,
      int status,
      String code,
      String message,
      String action,
      @Nullable String anonymous) {
    String told =
        address
            + " answered "
            + status
            + (code.isEmpty() ? "" : " " + code)
            + (message.isEmpty() ? "" : " (" + message + ")");
    if (code.equals("NoSuchBucket")) {
      return new RefusedException(told + "; check the bucket's name, region and endpoint");
    }
    if (status == 404) {
      return new NoSuchFileException(address, null, "S3 answered 404");
    }
    boolean passing = status >= 500 || status == 429 || status == 408 || status == 307;
    if (passing || PASSING.contains(code)) {
      return new IOException(told);
    }
    if (status == 401 || status == 403) {
      return new RefusedException(
          told
              + (anonymous == null
                  ? "; allow this role "
                      + action
                      + " on it, and s3:ListBucket on the bucket, without which S3 answers 403 for"
                      + " what is not there (a bucket whose readers pay answers 403 too, and is not"
                      + " supported)"
                  : "; the request went without credentials, as " + anonymous));
    }
    if (status == 301) {
      return new RefusedException(
          told + "; the bucket is in another region: name it by FIRSTLIGHT_STORE_REGION");
    }
    return new RefusedException(told);
  }

  /** The text of an element of an error document; empty if there is none. */
  static String element(String xml, String name) {
    int begin = xml.indexOf("<" + name + ">");
    int end = xml.indexOf("</" + name + ">");
    if (begin < 0 || end < begin) {
      return "";
    }
    String text = xml.substring(begin + name.length() + 2, end);
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_MESSAGE); i++) {
      char c = text.charAt(i);
      clean.append(c < ' ' || c == 127 ? ' ' : c);
    }
    return clean.toString();
  }
}
