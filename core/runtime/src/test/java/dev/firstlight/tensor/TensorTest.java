package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TensorTest {
  @ParameterizedTest
  @CsvSource({"FP32, 15", "FP32, 13", "FP32, 0", "INT64, 16", "BOOL, 5", "FP16, 6"})
  void new_bytesThatDoNotFillTheShape_areRefused(DataType datatype, int bytes) {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Tensor("x", datatype, Shape.of(2, 2), ByteBuffer.allocate(bytes)));

    String message = String.valueOf(e.getMessage());
    assertTrue(
        message.contains("\"x\"") && message.contains("has " + bytes),
        "says too little: " + message);
  }

  @Test
  void new_shapeWhoseBytesNoLongCounts_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tensor("x", DataType.FP64, Shape.of(Long.MAX_VALUE), ByteBuffer.allocate(8)));
  }

  @Test
  void new_openShape_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tensor("x", DataType.FP32, Shape.of(-1), ByteBuffer.allocate(4)));
  }

  @ParameterizedTest
  @CsvSource({
    "2, 0100000061", // one string where two are declared
    "1, 010000006101000000", // a second that has no bytes
    "1, 0200000061", // its length says more than there is
    "1, ffffffff", // a negative length
    "1, 010000", // ends inside a length
    "0, 00000000" // one where none is declared
  })
  void new_bytesWhoseLengthsLie_areRefused(long elements, String hex) {
    assertThrows(
        IllegalArgumentException.class,
        () -> new Tensor("x", DataType.BYTES, Shape.of(elements), Hex.buffer(hex)));
  }

  @Test
  void new_bigEndianBuffer_isReadLittleEndian() {
    ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.BIG_ENDIAN).put(0, (byte) 1);
    Tensor tensor = new Tensor("x", DataType.INT32, Shape.of(1), data);

    assertEquals(1, tensor.data().getInt());
  }

  @Test
  void data_readTwice_isTheSame() {
    Tensor tensor = Tensor.of("x", new long[] {1, 2}, 2);
    tensor.data().getLong();

    assertEquals(1, tensor.data().getLong());
    assertArrayEquals(new long[] {1, 2}, tensor.longs());
  }

  @Test
  void new_callersBuffer_isNotMoved() {
    ByteBuffer data = ByteBuffer.allocate(12).position(4);
    Tensor tensor = new Tensor("x", DataType.FP32, Shape.of(2), data);
    tensor.floats();

    assertEquals(4, data.position());
    assertEquals(12, data.limit());
  }

  @Test
  void equals_isByNameTypeShapeAndBytes() {
    Tensor one = Tensor.of("x", new float[] {1, 2}, 2);

    assertEquals(one, Tensor.of("x", new float[] {1, 2}, 2));
    assertNotEquals(one, Tensor.of("x", new float[] {1, 3}, 2));
    assertNotEquals(one, Tensor.of("x", new float[] {1, 2}, 1, 2));
    assertNotEquals(one, Tensor.of("y", new float[] {1, 2}, 2));
  }

  @Test
  void copy_originalIsOverwritten_staysAsItWas() {
    ByteBuffer data = ByteBuffer.allocateDirect(4);
    Tensor copy = new Tensor("x", DataType.FP32, Shape.of(1), data).copy();
    data.put(0, (byte) 1);

    assertArrayEquals(new float[] {0}, copy.floats());
  }

  @Test
  void named_sameName_isTheSameTensor() {
    Tensor tensor = Tensor.of("x", new float[] {1}, 1);

    assertSame(tensor, tensor.named("x"));
    assertEquals("y", tensor.named("y").name());
  }

  @Test
  void byteStrings_anyBytes_comeBack() {
    List<byte[]> strings = List.of(new byte[0], new byte[] {(byte) 0xff, 0}, new byte[] {65});
    List<byte[]> read = Tensor.ofBytes("x", strings, Shape.of(3)).byteStrings();

    assertEquals(3, read.size());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(strings.get(i), read.get(i));
    }
  }

  @Test
  void floats_otherDatatype_isRefused() {
    assertThrows(IllegalStateException.class, () -> Tensor.of("x", new long[] {1}, 1).floats());
  }
}
