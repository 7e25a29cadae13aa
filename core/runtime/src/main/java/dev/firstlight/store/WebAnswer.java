package dev.firstlight.store;

import java.net.URI;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A web server's answer, as far as its head and, of a failure, the beginning of its body.
 *
 * @param uri that was asked for
 * @param status of HTTP
 * @param headers finds the value of a header, or null
 * @param body the first bytes of what a failure says of itself, else empty
 */
public record WebAnswer(URI uri, int status, UnaryOperator<@Nullable String> headers, String body) {
  /** The value of a header, or null. */
  public @Nullable String header(String name) {
    return headers.apply(name);
  }

  /** Whether another attempt may fare better. */
  public boolean worthTryingAgain() {
    return (status >= 500 && status != 501) || status == 429 || status == 408;
  }

  /** What happened, without what may be secret. */
  public String told() {
    return Redacted.uri(uri) + " answered " + status;
  }
}
