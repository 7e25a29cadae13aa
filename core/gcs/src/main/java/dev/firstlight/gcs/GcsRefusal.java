package dev.firstlight.gcs;

import dev.firstlight.store.RefusedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** What the service's errors mean, and what to do about them. */
final class GcsRefusal {
  static final String GET = "storage.objects.get";
  static final String CREATE = "storage.objects.create";
  static final String DELETE = "storage.objects.delete";

  private static final int MAX_REASON = 300;

  private GcsRefusal() {}

  /**
   * The exception for an answer.
   *
   * @param address of the file
   * @param reason what the service says, or empty
   * @param action that was to be done, as IAM calls it
   * @param anonymous why the request went without credentials, or null
   */
  static IOException of(
      String address, int status, String reason, String action, @Nullable String anonymous) {
    String told =
        address + " answered " + status + (reason.isBlank() ? "" : " (" + clean(reason) + ")");
    if (status == 404) {
      return reason.contains("bucket does not exist") || action.equals(CREATE)
          ? new RefusedException(told + "; check the bucket's name and the endpoint")
          : new NoSuchFileException(address, null, "the store answered 404");
    }
    if ((status >= 500 && status != 501) || status == 429 || status == 408) {
      return new IOException(told);
    }
    if (status == 401 || status == 403) {
      return new RefusedException(
          told
              + (anonymous == null
                  ? "; allow this account " + action + " and storage.objects.list on the bucket"
                  : "; the request went without credentials, as " + anonymous));
    }
    return new RefusedException(told);
  }

  /** The message within an error document, or the beginning of what is none. */
  private static String clean(String reason) {
    String text = reason;
    int key = reason.indexOf("\"message\"");
    int begin = key < 0 ? -1 : reason.indexOf('"', reason.indexOf(':', key));
    int end = begin < 0 ? -1 : reason.indexOf('"', begin + 1);
    if (end > begin) {
      text = reason.substring(begin + 1, end);
    }
    StringBuilder clean = new StringBuilder();
    for (int i = 0; i < Math.min(text.length(), MAX_REASON); i++) {
      char c = text.charAt(i);
      clean.append(c < ' ' || c == 127 ? ' ' : c);
    }
    return clean.toString().trim();
  }
}
