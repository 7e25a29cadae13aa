package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class GrowingBufferTest {
  private final Buffers buffers = new Buffers(1 << 22);

  @Test
  void write_pastEveryGrowth_keepsAllBytes() {
    byte[] bytes = new byte[300_001];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    try (GrowingBuffer growing = new GrowingBuffer(buffers, 0)) {
      growing.write(bytes[0]);
      growing.write(bytes, 1, 150_000);
      growing.write(ByteBuffer.wrap(bytes, 150_001, 150_000));

      byte[] written = new byte[growing.size()];
      growing.written().get(written);
      assertArrayEquals(bytes, written);
    }
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void room_growth_keepsTheOrder() {
    try (GrowingBuffer growing = new GrowingBuffer(buffers, 1)) {
      growing.room(64).putLong(1);
      growing.room(100_000).putLong(2);

      assertEquals(1, growing.written().getLong(0));
      assertEquals(2, growing.written().getLong(8));
      assertEquals(ByteOrder.LITTLE_ENDIAN, growing.room(0).order());
    }
  }

  @Test
  void room_growth_givesTheSmallerBufferBack() {
    try (GrowingBuffer growing = new GrowingBuffer(buffers, 4096)) {
      growing.room(4096).position(4096);
      growing.write(1);

      assertTrue(buffers.idleBytes() >= 4096, "idle " + buffers.idleBytes());
    }
  }

  @Test
  void write_copiedBuffer_isNotMoved() {
    ByteBuffer source = ByteBuffer.wrap(new byte[] {1, 2, 3});
    try (GrowingBuffer growing = new GrowingBuffer(buffers, 1)) {
      growing.write(source);

      assertEquals(0, source.position());
      assertEquals(3, growing.size());
    }
  }

  @Test
  void room_beyondTheLargestBuffer_isRefusedAndLeaksNothing() {
    try (GrowingBuffer growing = new GrowingBuffer(buffers, 1)) {
      growing.write(1);

      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> growing.room(Integer.MAX_VALUE));
      assertTrue(String.valueOf(e.getMessage()).contains("2147483648"), e.getMessage());
    }
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void write_afterClose_isRefused() {
    GrowingBuffer growing = new GrowingBuffer(buffers, 4096);
    growing.close();
    growing.close();

    assertThrows(IllegalStateException.class, () -> growing.write(1));
    assertEquals(0, buffers.leasedBytes());
  }
}
