package dev.firstlight.conformance.model;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes the few opcodes of Python's pickle protocol 2 that a TorchScript archive needs. Not safe
 * for use by several threads.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">pickletools</a>
 */
final class Pickle {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Pickle() {
    bytes.write(0x80); // PROTO
    bytes.write(2);
  }

  Pickle global(String module, String name) {
    return put("c" + module + "\n" + name + "\n");
  }

  Pickle text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    bytes.write('X');
    little(Integer.BYTES, utf8.length);
    bytes.writeBytes(utf8);
    return this;
  }

  Pickle bool(boolean value) {
    bytes.write(value ? 0x88 : 0x89);
    return this;
  }

  Pickle number(long value) {
    bytes.write(0x8a); // LONG1
    bytes.write(Long.BYTES);
    little(Long.BYTES, value);
    return this;
  }

  Pickle numbers(long... values) {
    mark();
    for (long value : values) {
      number(value);
    }
    return tuple();
  }

  Pickle emptyTuple() {
    return put(")");
  }

  Pickle mark() {
    return put("(");
  }

  Pickle tuple() {
    return put("t");
  }

  /** Calls what lies below the arguments' tuple. */
  Pickle call() {
    return put("R");
  }

  /** What the archive keeps beside the pickle, by the tuple that lies on top. */
  Pickle persistent() {
    return put("Q");
  }

  /** An object of that class, whose fields follow as names and values, up to {@link #built}. */
  Pickle object(String module, String name) {
    global(module, name).emptyTuple();
    bytes.write(0x81); // NEWOBJ
    return put("}(");
  }

  Pickle built() {
    return put("ub");
  }

  byte[] stop() {
    put(".");
    return bytes.toByteArray();
  }

  private void little(int width, long value) {
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.write(buffer.putLong(value).array(), 0, width);
  }

  private Pickle put(String opcodes) {
    bytes.writeBytes(opcodes.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }
}
