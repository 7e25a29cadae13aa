package dev.firstlight.models.pytorch;

import dev.firstlight.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Writes Python's pickle format, protocol 2: the few operations that a TorchScript module's
 * attributes need. For one thread.
 *
 * @see <a href="https://docs.python.org/3/library/pickletools.html">The operations</a>
 */
final class Pickle {
  private static final int PROTOCOL = 2;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  Pickle() {
    bytes.write(0x80);
    bytes.write(PROTOCOL);
  }

  /** The bytes so far, ended. */
  byte[] end() {
    return operation('.').bytes.toByteArray();
  }

  Pickle mark() {
    return operation('(');
  }

  /** What was put since the mark, as a tuple. */
  Pickle tuple() {
    return operation('t');
  }

  Pickle emptyTuple() {
    return operation(')');
  }

  Pickle none() {
    return operation('N');
  }

  Pickle no() {
    return operation((char) 0x89);
  }

  /** A class or function. */
  Pickle global(String module, String name) {
    operation('c');
    bytes.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Calls the function before the arguments that are last. */
  Pickle reduce() {
    return operation('R');
  }

  /** An object of the class before the arguments that are last. */
  Pickle newObject() {
    return operation((char) 0x81);
  }

  Pickle emptyDict() {
    return operation('}');
  }

  /** Names and values since the mark go into the dictionary before it. */
  Pickle setItems() {
    return operation('u');
  }

  /** The dictionary becomes the attributes of the object before it. */
  Pickle build() {
    return operation('b');
  }

  Pickle text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    operation('X');
    bytes.writeBytes(little(Integer.BYTES).putInt(utf8.length).array());
    bytes.writeBytes(utf8);
    return this;
  }

  Pickle integer(long value) {
    if (value == (int) value) {
      operation('J');
      bytes.writeBytes(little(Integer.BYTES).putInt((int) value).array());
    } else {
      operation((char) 0x8A);
      bytes.write(Long.BYTES);
      bytes.writeBytes(little(Long.BYTES).putLong(value).array());
    }
    return this;
  }

  /** A tensor over the whole of an archived storage. */
  Pickle tensor(int storage, Shape shape) {
    global("torch._utils", "_rebuild_tensor_v2").mark();
    mark().text("storage").global("torch", "FloatStorage").text(Integer.toString(storage));
    text("cpu").integer(shape.elements()).tuple().operation('Q');
    integer(0).mark();
    for (int i = 0; i < shape.rank(); i++) {
      integer(shape.dimension(i));
    }
    tuple().mark();
    for (int i = 0; i < shape.rank(); i++) {
      integer(stride(shape, i));
    }
    tuple().no().global("collections", "OrderedDict").emptyTuple().reduce();
    return tuple().reduce();
  }

  private static long stride(Shape shape, int index) {
    long stride = 1;
    for (int i = index + 1; i < shape.rank(); i++) {
      stride *= shape.dimension(i);
    }
    return stride;
  }

  private Pickle operation(char code) {
    bytes.write(code);
    return this;
  }

  private static ByteBuffer little(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
