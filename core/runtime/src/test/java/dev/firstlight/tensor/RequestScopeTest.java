package dev.firstlight.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestScopeTest {
  private final Buffers buffers = new Buffers(1 << 20);

  @Test
  void close_givesBackWhatGrewAndWhatDidNot() {
    RequestScope scope = new RequestScope(buffers);
    scope.buffer(5000);
    scope.growingBuffer(10).write(new byte[50_000], 0, 50_000);
    assertTrue(buffers.leasedBytes() >= 55_000, "leased " + buffers.leasedBytes());
    scope.close();

    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void close_releasesTheLastFirstAndOnlyOnce() {
    List<String> released = new ArrayList<>();
    RequestScope scope = new RequestScope(buffers);
    scope.onClose(() -> released.add("first"));
    scope.onClose(() -> released.add("second"));
    scope.close();
    scope.close();

    assertEquals(List.of("second", "first"), released);
  }

  @Test
  void close_releaseThrows_theOthersAreReleasedAllTheSame() {
    RequestScope scope = new RequestScope(buffers);
    scope.buffer(100);
    IllegalStateException first = new IllegalStateException("first");
    IllegalStateException second = new IllegalStateException("second");
    scope.onClose(
        () -> {
          throw second;
        });
    scope.onClose(
        () -> {
          throw first;
        });

    assertSame(first, assertThrows(IllegalStateException.class, scope::close));
    assertSame(second, first.getSuppressed()[0]);
    assertEquals(0, buffers.leasedBytes());
  }
}
