package dev.firstlight.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Names formats that people send by mistake, so that a refusal says what it was. */
final class Signatures {
  private static final Map<String, String> FORMATS =
      Map.of(
          "GIF8", "GIF",
          "RIFF", "WebP",
          "BM", "BMP",
          "II*\0", "TIFF",
          "MM\0*", "TIFF",
          "%PDF", "PDF",
          "<svg", "SVG",
          "/9j/", "base64 text of a JPEG",
          "iVBOR", "base64 text of a PNG",
          "data:", "a data: URL");

  private Signatures() {}

  /** {@code " (GIF)"}, or nothing where no format is recognised. */
  static String guess(ByteBuffer file) {
    byte[] bytes = new byte[Math.min(12, file.remaining())];
    file.get(0, bytes);
    String start = new String(bytes, StandardCharsets.ISO_8859_1);
    if (start.startsWith("ftyp", 4)) {
      return " (HEIC or AVIF)";
    }
    for (Map.Entry<String, String> format : FORMATS.entrySet()) {
      if (start.startsWith(format.getKey())) {
        return " (" + format.getValue() + ")";
      }
    }
    return "";
  }
}
