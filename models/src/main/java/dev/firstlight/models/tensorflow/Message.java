package dev.firstlight.models.tensorflow;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * A protobuf message by the numbers of its fields. For one thread.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">The encoding</a>
 */
final class Message {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Encodes one field. */
  @FunctionalInterface
  private interface Field {
    void writeTo(CodedOutputStream stream) throws IOException;
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  Message number(int field, long value) {
    return put(stream -> stream.writeInt64(field, value));
  }

  Message fixed32(int field, int value) {
    return put(stream -> stream.writeFixed32(field, value));
  }

  Message real(int field, float value) {
    return put(stream -> stream.writeFloat(field, value));
  }

  Message text(int field, String value) {
    return put(stream -> stream.writeString(field, value));
  }

  Message raw(int field, ByteBuffer value) {
    return put(stream -> stream.writeBytes(field, ByteString.copyFrom(value)));
  }

  Message message(int field, Message value) {
    return put(stream -> stream.writeByteArray(field, value.bytes()));
  }

  /** Varints without their field's number before each. */
  Message numbers(int field, long... values) {
    Message packed = new Message();
    for (long value : values) {
      packed.put(stream -> stream.writeInt64NoTag(value));
    }
    return message(field, packed);
  }

  /** An entry of a map from texts to messages. */
  Message entry(int field, String key, Message value) {
    return message(field, new Message().text(1, key).message(2, value));
  }

  /** The same with the fields of another after its own. */
  Message merged(Message other) {
    bytes.writeBytes(other.bytes());
    return this;
  }

  private Message put(Field field) {
    try {
      CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
      field.writeTo(stream);
      stream.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("encoding in memory", e);
    }
  }
}
