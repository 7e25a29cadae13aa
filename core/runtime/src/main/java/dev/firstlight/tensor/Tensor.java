package dev.firstlight.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A named tensor whose elements lie row-major and little-endian in a buffer, as the binary tensor
 * extension of the Open Inference Protocol sends them. {@link DataType#BYTES} elements are each a
 * 4-byte length and their bytes.
 *
 * <p>The record does not own the buffer: whoever made the tensor says how long its bytes live. Safe
 * to read from several threads; the buffer's position is never moved.
 *
 * @param name the name of the model's input or output
 * @param datatype what each element is
 * @param shape the concrete dimensions
 * @param data exactly the elements, from position 0 to limit, in little-endian order
 */
public record Tensor(String name, DataType datatype, Shape shape, ByteBuffer data) {
  /**
   * @throws IllegalArgumentException if the shape varies or the buffer does not hold exactly the
   *     elements of the shape
   */
  public Tensor {
    data = data.slice().order(ByteOrder.LITTLE_ENDIAN);
    if (!shape.isConcrete()) {
      throw new IllegalArgumentException(
          "tensor \""
              + name
              + "\" has the open shape "
              + shape
              + "; every dimension must be known");
    }
    long elements = shape.elements();
    if (datatype.isFixedWidth()) {
      if (data.remaining() % datatype.width() != 0
          || data.remaining() / datatype.width() != elements) {
        throw new IllegalArgumentException(
            "tensor \"%s\" of %s %s needs %s bytes but has %d"
                .formatted(name, datatype, shape, bytes(datatype, elements), data.remaining()));
      }
    } else {
      checkStrings(name, data, elements);
    }
  }

  /** A tensor of 32-bit floats in a direct buffer of its own. */
  public static Tensor of(String name, float[] values, long... shape) {
    ByteBuffer data = direct(values.length, Float.BYTES);
    data.asFloatBuffer().put(values);
    return new Tensor(name, DataType.FP32, Shape.of(shape), data);
  }

  /** A tensor of 64-bit integers in a direct buffer of its own. */
  public static Tensor of(String name, long[] values, long... shape) {
    ByteBuffer data = direct(values.length, Long.BYTES);
    data.asLongBuffer().put(values);
    return new Tensor(name, DataType.INT64, Shape.of(shape), data);
  }

  /** A tensor of UTF-8 strings. */
  public static Tensor of(String name, List<String> values, long... shape) {
    return ofBytes(
        name,
        values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList(),
        Shape.of(shape));
  }

  /** A tensor of byte strings. */
  public static Tensor ofBytes(String name, List<byte[]> values, Shape shape) {
    int size = 0;
    for (byte[] value : values) {
      size = Math.addExact(size, Math.addExact(Integer.BYTES, value.length));
    }
    ByteBuffer data = direct(size, 1);
    for (byte[] value : values) {
      data.putInt(value.length).put(value);
    }
    return new Tensor(name, DataType.BYTES, shape, data.flip());
  }

  /** The elements; a view of its own position, little-endian. */
  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many elements. */
  public long elements() {
    return shape.elements();
  }

  /** The same elements in a buffer of their own, which lives as long as the tensor. */
  public Tensor copy() {
    ByteBuffer own = direct(data.remaining(), 1);
    return new Tensor(name, datatype, shape, own.put(data.duplicate()).flip());
  }

  /** The same elements under another name. */
  public Tensor named(String other) {
    return other.equals(name) ? this : new Tensor(other, datatype, shape, data);
  }

  /**
   * A copy of the elements as floats.
   *
   * @throws IllegalStateException if the datatype is not FP32
   */
  public float[] floats() {
    require(DataType.FP32);
    float[] values = new float[data.remaining() / Float.BYTES];
    data().asFloatBuffer().get(values);
    return values;
  }

  /**
   * A copy of the elements as longs.
   *
   * @throws IllegalStateException if the datatype is not INT64
   */
  public long[] longs() {
    require(DataType.INT64);
    long[] values = new long[data.remaining() / Long.BYTES];
    data().asLongBuffer().get(values);
    return values;
  }

  /**
   * A copy of the elements as byte strings.
   *
   * @throws IllegalStateException if the datatype is not BYTES
   */
  public List<byte[]> byteStrings() {
    require(DataType.BYTES);
    List<byte[]> values = new ArrayList<>();
    ByteBuffer rest = data();
    while (rest.hasRemaining()) {
      byte[] value = new byte[rest.getInt()];
      rest.get(value);
      values.add(value);
    }
    return values;
  }

  private void require(DataType wanted) {
    if (datatype != wanted) {
      throw new IllegalStateException(
          "tensor \"" + name + "\" holds " + datatype + ", not " + wanted);
    }
  }

  private static ByteBuffer direct(int elements, int width) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(elements, width))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String bytes(DataType datatype, long elements) {
    return elements > Long.MAX_VALUE / datatype.width()
        ? "too many"
        : Long.toString(elements * datatype.width());
  }

  private static void checkStrings(String name, ByteBuffer data, long elements) {
    ByteBuffer rest = data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long count = 0;
    while (rest.hasRemaining()) {
      int length = rest.remaining() < Integer.BYTES ? -1 : rest.getInt();
      if (length < 0 || length > rest.remaining()) {
        throw new IllegalArgumentException(
            "tensor \"" + name + "\" of BYTES ends inside its element " + count);
      }
      rest.position(rest.position() + length);
      count++;
    }
    if (count != elements) {
      throw new IllegalArgumentException(
          "tensor \"%s\" of BYTES needs %d elements but has %d".formatted(name, elements, count));
    }
  }
}
