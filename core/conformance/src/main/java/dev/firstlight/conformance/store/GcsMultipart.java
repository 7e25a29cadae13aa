package dev.firstlight.conformance.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A body of {@code multipart/related}: what is said of an object, and its content. */
final class GcsMultipart {
  private final String metadata;
  private final byte[] content;

  private GcsMultipart(String metadata, byte[] content) {
    this.metadata = metadata;
    this.content = content;
  }

  static GcsMultipart read(@Nullable String contentType, Path body) throws IOException {
    int at = contentType == null ? -1 : contentType.indexOf("boundary=");
    if (contentType == null || at < 0) {
      throw new IOException("a multipart body without a boundary");
    }
    String boundary = contentType.substring(at + "boundary=".length());
    int semicolon = boundary.indexOf(';');
    boundary = (semicolon < 0 ? boundary : boundary.substring(0, semicolon)).replace("\"", "");
    byte[] bytes = Files.readAllBytes(body);
    // One character a byte, so that offsets are the same.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int first = begin(text, boundary, 0);
    int second = begin(text, boundary, first);
    return new GcsMultipart(
        new String(
            part(bytes, first, text.indexOf("\r\n--" + boundary, first)), StandardCharsets.UTF_8),
        part(bytes, second, text.lastIndexOf("\r\n--" + boundary)));
  }

  /** Where the next part's content begins. */
  private static int begin(String text, String boundary, int from) throws IOException {
    int line = text.indexOf("--" + boundary, from);
    int head = line < 0 ? -1 : text.indexOf("\r\n\r\n", line);
    if (head < 0) {
      throw new IOException("a multipart body without two parts");
    }
    return head + 4;
  }

  private static byte[] part(byte[] bytes, int begin, int end) throws IOException {
    if (end < begin) {
      throw new IOException("a part without an end");
    }
    return java.util.Arrays.copyOfRange(bytes, begin, end);
  }

  String metadata() {
    return metadata;
  }

  byte[] content() {
    return content.clone();
  }
}
