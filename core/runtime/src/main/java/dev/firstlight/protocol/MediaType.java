package dev.firstlight.protocol;

import dev.firstlight.fault.RequestException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A media type as a client named it.
 *
 * @param essence type and subtype in lower case, as {@code image/jpeg}
 * @param charset of a text; UTF-8 where none is named
 */
public record MediaType(String essence, Charset charset) {
  public static final String JPEG = "image/jpeg";
  public static final String PNG = "image/png";
  public static final String TEXT = "text/plain";
  public static final String JSON = "application/json";
  public static final String BINARY = "application/octet-stream";

  /** What requests may be, for messages. */
  public static final String UNDERSTOOD =
      "image/jpeg, image/png, text/plain, application/json, and application/octet-stream with "
          + "Inference-Header-Content-Length";

  /**
   * Reads a {@code Content-Type} header.
   *
   * @throws RequestException of kind UNSUPPORTED_MEDIA_TYPE if it is absent or names an unknown
   *     character set
   */
  public static MediaType parse(@Nullable String header) {
    if (header == null || header.isBlank()) {
      throw unsupported("the request has no Content-Type");
    }
    String[] parts = header.split(";");
    Charset charset = StandardCharsets.UTF_8;
    for (int i = 1; i < parts.length; i++) {
      String[] parameter = parts[i].trim().split("=", 2);
      if (parameter.length == 2 && parameter[0].equalsIgnoreCase("charset")) {
        charset = charset(parameter[1].replace("\"", "").trim());
      }
    }
    return new MediaType(parts[0].trim().toLowerCase(Locale.ROOT), charset);
  }

  /** The error for a media type that is not understood. */
  public static RequestException unsupported(String what) {
    return new RequestException(
        RequestException.Kind.UNSUPPORTED_MEDIA_TYPE, what + "; understood are " + UNDERSTOOD);
  }

  private static Charset charset(String name) {
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw unsupported("the character set \"" + name + "\" is not known");
    }
  }
}
