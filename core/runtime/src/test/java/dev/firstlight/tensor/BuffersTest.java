package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuffersTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 65, 4095, 4096, 4097, 8192, 8193, 602_112, 6_000_000})
  void lease_anySize_isExactDirectLittleEndianAndAligned(int bytes) {
    Buffers buffers = new Buffers(0);
    try (Buffers.Lease lease = buffers.lease(bytes)) {
      ByteBuffer buffer = lease.buffer();
      assertEquals(bytes, buffer.remaining());
      assertEquals(bytes, buffer.capacity());
      assertTrue(buffer.isDirect());
      assertEquals(ByteOrder.LITTLE_ENDIAN, buffer.order());
      assertEquals(0, buffer.alignmentOffset(0, Buffers.ALIGNMENT));
    }
  }

  /** Too large to make in a test; what would be asked of the system must suffice and fit an int. */
  @ParameterizedTest
  @ValueSource(
      ints = {1, 4097, (1 << 29) + 1, 1 << 30, (1 << 30) + 1, 1_500_000_001, Buffers.LARGEST})
  void capacity_anySize_sufficesAndLeavesRoomToAlign(int bytes) {
    int capacity = Buffers.capacity(bytes);

    assertTrue(capacity >= bytes, "capacity " + capacity);
    assertEquals(0, capacity % Buffers.ALIGNMENT);
    assertTrue(capacity + Buffers.ALIGNMENT > 0, "capacity " + capacity);
  }

  @Test
  void lease_sizesThatNoBufferHas_areRefused() {
    Buffers buffers = new Buffers(1 << 20);

    assertThrows(IllegalArgumentException.class, () -> buffers.lease(-1));
    assertThrows(IllegalArgumentException.class, () -> buffers.lease(Integer.MAX_VALUE));
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void close_bufferIsUsedAgain() {
    Buffers buffers = new Buffers(1 << 20);
    try (Buffers.Lease lease = buffers.lease(100)) {
      lease.buffer().putLong(0, 42);
    }
    try (Buffers.Lease lease = buffers.lease(4000)) {
      assertEquals(42, lease.buffer().getLong(0));
      assertEquals(0, buffers.idleBytes());
    }
  }

  @Test
  void close_twice_givesBackOnce() {
    Buffers buffers = new Buffers(1 << 20);
    Buffers.Lease first = buffers.lease(100);
    first.close();
    first.close();
    try (Buffers.Lease second = buffers.lease(100);
        Buffers.Lease third = buffers.lease(100)) {
      second.buffer().put(0, (byte) 2);
      third.buffer().put(0, (byte) 3);

      assertEquals(2, second.buffer().get(0), "two leases have one buffer");
    }
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void buffer_afterClose_isRefused() {
    Buffers.Lease lease = new Buffers(0).lease(1);
    lease.close();

    assertThrows(IllegalStateException.class, lease::buffer);
  }

  @Test
  void idle_neverExceedsItsBound() {
    Buffers buffers = new Buffers(20_000);
    List<Buffers.Lease> leases = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      leases.add(buffers.lease(4096));
    }
    assertTrue(buffers.leasedBytes() >= 16 * 4096);
    leases.forEach(Buffers.Lease::close);

    assertEquals(0, buffers.leasedBytes());
    assertTrue(
        buffers.idleBytes() > 20_000 - 2 * 4096 && buffers.idleBytes() <= 20_000,
        "idle " + buffers.idleBytes());
  }

  @Test
  void idle_boundOfZero_keepsNothing() {
    Buffers buffers = new Buffers(0);
    buffers.lease(1).close();

    assertEquals(0, buffers.idleBytes());
  }

  @Test
  void lease_whileOthersAreOut_isAnotherBuffer() {
    Buffers buffers = new Buffers(1 << 20);
    try (Buffers.Lease one = buffers.lease(10);
        Buffers.Lease two = buffers.lease(10)) {
      assertNotSame(one, two);
      one.buffer().put(0, (byte) 1);
      two.buffer().put(0, (byte) 2);
      assertEquals(1, one.buffer().get(0));
    }
  }

  @Test
  void lease_byManyThreads_isNobodyElses() throws Exception {
    Buffers buffers = new Buffers(1 << 18);
    int threads = 8;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        byte mark = (byte) thread;
        all.add(pool.submit(() -> leaseManyTimes(buffers, mark)));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(0, buffers.leasedBytes());
    assertTrue(buffers.idleBytes() <= 1 << 18, "idle " + buffers.idleBytes());
  }

  private static void leaseManyTimes(Buffers buffers, byte mark) {
    RandomGenerator random = new SplittableRandom(mark);
    for (int i = 0; i < 3000; i++) {
      int bytes = random.nextInt(1, 20_000);
      try (Buffers.Lease lease = buffers.lease(bytes)) {
        ByteBuffer buffer = lease.buffer();
        for (int at = 0; at < bytes; at += 61) {
          buffer.put(at, mark);
        }
        for (int at = 0; at < bytes; at += 61) {
          assertEquals(
              mark, buffer.get(at), "another thread wrote into lease " + i + " of " + mark);
        }
      }
    }
  }
}
