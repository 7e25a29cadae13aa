package dev.firstlight.lambda;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.firstlight.fault.RequestException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Reads the body out of an event, straight into the buffer that the service reads it from. */
final class BodyReader {
  /** How much is decoded at a time; whole groups of four. */
  private static final int PIECE_BYTES = 4096;

  private static final Base64.Decoder DECODER = Base64.getDecoder();

  private BodyReader() {}

  /**
   * Reads the body.
   *
   * @param event the event's stream, at its beginning
   * @param buffer where the body goes; {@link #bound} bytes are enough
   * @return whether the body fits the buffer; its position is then the body's end
   * @throws RequestException if the body is not in base64 though the event says so
   */
  static boolean read(JsonFactory factory, InputStream event, LambdaEvent parsed, ByteBuffer buffer)
      throws IOException {
    if (parsed.body().bound() == 0) {
      return true;
    }
    Sink sink = new Sink(buffer);
    if (parsed.kind() == LambdaEvent.Kind.DIRECT) {
      event.transferTo(sink);
      return !sink.overflowed;
    }
    event.skipNBytes(parsed.body().start());
    if (parsed.base64()) {
      int begin = buffer.position();
      event.mark(parsed.body().bound());
      if (readPlainBase64(event, parsed.body().bound(), buffer)) {
        return true;
      }
      event.reset();
      buffer.position(begin);
    }
    try (JsonParser parser = factory.createParser(event)) {
      parser.nextToken();
      if (parsed.base64()) {
        parser.readBinaryValue(Base64Variants.MIME_NO_LINEFEEDS, sink);
      } else {
        // An encoder made like this refuses half a surrogate pair instead of writing "?".
        Writer writer = new OutputStreamWriter(sink, StandardCharsets.UTF_8.newEncoder());
        parser.getText(writer);
        writer.flush();
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // The parser has one of these for a character, the other for the end.
      throw RequestException.bad("the event says isBase64Encoded, but its body is not base64", e);
    } catch (CharacterCodingException e) {
      throw RequestException.bad("the event's body is not Unicode: it has half a character", e);
    }
    return !sink.overflowed;
  }

  /**
   * Decodes a string of nothing but padded base64, by the JDK's decoder: in the first event it is
   * several times as fast as the parser's, of which every call is still interpreted.
   *
   * @return false for any other string, as one with escapes, and for one that does not fit the
   *     buffer: then the parser has to read it, and to say what is wrong with it
   */
  private static boolean readPlainBase64(InputStream event, int bound, ByteBuffer buffer)
      throws IOException {
    byte[] piece = new byte[Math.min(PIECE_BYTES, bound)];
    byte[] decoded = new byte[piece.length / 4 * 3 + 3];
    event.skipNBytes(1); // the opening quote
    int left = bound - 1;
    while (left > 0) {
      int length = event.readNBytes(piece, 0, Math.min(left, piece.length));
      left -= length;
      int text = left > 0 ? length : lengthBeforeQuote(piece, length);
      if (text < 0 || text % 4 != 0) {
        return false;
      }
      try {
        int size =
            DECODER.decode(text == piece.length ? piece : Arrays.copyOf(piece, text), decoded);
        if (size > buffer.remaining()) {
          return false;
        }
        buffer.put(decoded, 0, size);
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
    return true;
  }

  /** The length of what stands before the closing quote; negative if there is no quote. */
  private static int lengthBeforeQuote(byte[] piece, int length) {
    int end = length - 1;
    while (end >= 0 && piece[end] != '"') {
      end--;
    }
    return end;
  }

  /** The most bytes that the body can have. */
  static int bound(LambdaEvent parsed) {
    int bound = parsed.body().bound();
    return parsed.base64() ? (int) (bound * 3L / 4 + 3) : bound;
  }

  /** Writes into a buffer what fits, and remembers whether something did not. */
  private static final class Sink extends OutputStream {
    private final ByteBuffer buffer;
    private boolean overflowed;

    Sink(ByteBuffer buffer) {
      this.buffer = buffer;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int fitting = Math.min(length, buffer.remaining());
      buffer.put(bytes, offset, fitting);
      overflowed |= fitting < length;
    }
  }
}
