package dev.firstlight.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A JSON document that is not what it should be; the message begins with the place. */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public JsonException(String path, String message) {
    this(path, message, null);
  }

  public JsonException(String path, String message, @Nullable Throwable cause) {
    super(path.isEmpty() ? message : path + " " + message, cause);
  }

  /** A parser's complaint on one line, with line and column where it knows them. */
  public static String brief(IOException e) {
    if (e instanceof JsonProcessingException json) {
      JsonLocation at = json.getLocation();
      String text = json.getOriginalMessage().lines().findFirst().orElse("unreadable");
      // The parser's advice on its own settings is of no use to whoever wrote the document.
      text = text.replaceAll(": enable `[^`]*` to allow|, from `[^`]*`", "");
      return at == null || at.getLineNr() < 0
          ? text
          : text + " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }
    return String.valueOf(e.getMessage());
  }
}
