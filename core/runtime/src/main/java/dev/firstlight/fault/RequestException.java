package dev.firstlight.fault;

import org.jspecify.annotations.Nullable;

/** A request that gets an error for an answer; the instance goes on serving. */
public final class RequestException extends FirstlightException {
  private static final long serialVersionUID = 1L;

  /** Why, as a closed set; each has one HTTP status on every target. */
  public enum Kind {
    /** Malformed body, wrong shape or datatype, undecodable image, text too long. */
    BAD_REQUEST(400),
    /** Unknown path, model or version. */
    NOT_FOUND(404),
    /** A path that exists, with a method that it does not take. */
    METHOD_NOT_ALLOWED(405),
    /** Body over the limit. */
    TOO_LARGE(413),
    /** Media type not understood. */
    UNSUPPORTED_MEDIA_TYPE(415),
    /** Queue full; worth trying again. */
    OVERLOADED(429),
    /** Anything else. */
    INTERNAL(500),
    /** The cold start failed, or the instance is going away. */
    UNAVAILABLE(503),
    /** The deadline passed before inference began. */
    DEADLINE(504);

    private final int status;

    Kind(int status) {
      this.status = status;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }
  }

  private final Kind kind;

  public RequestException(Kind kind, String message) {
    this(kind, message, null);
  }

  public RequestException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  /** A {@link Kind#BAD_REQUEST}, the commonest. */
  public static RequestException bad(String message) {
    return new RequestException(Kind.BAD_REQUEST, message);
  }

  /** A {@link Kind#BAD_REQUEST} with what caused it. */
  public static RequestException bad(String message, Throwable cause) {
    return new RequestException(Kind.BAD_REQUEST, message, cause);
  }

  public Kind kind() {
    return kind;
  }
}
