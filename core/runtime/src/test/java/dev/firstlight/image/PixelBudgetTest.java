package dev.firstlight.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PixelBudgetTest {
  private static final long SMALL_HEAP = 32L << 20;

  @Test
  void affordable_isAThirdOfTheHeap_withinReason() {
    assertEquals((32 << 20) / 21, PixelBudget.affordable(SMALL_HEAP));
    assertEquals(100_000_000, PixelBudget.affordable(1L << 40));
    assertEquals(1 << 19, PixelBudget.affordable(1));
  }

  @Test
  void take_moreThanIsLeft_waitsForWhoHasIt() throws Exception {
    int most = PixelBudget.affordable(SMALL_HEAP);
    PixelBudget budget = new PixelBudget(most, SMALL_HEAP);
    CountDownLatch began = new CountDownLatch(1);
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      Future<?> second;
      try (PixelBudget.Part first = budget.part()) {
        first.take(most - 1, 0);
        second =
            other.submit(
                () -> {
                  try (PixelBudget.Part part = budget.part()) {
                    began.countDown();
                    part.take(2, 0);
                  }
                });
        began.await();
        assertFalse(second.isDone());
      }
      second.get();
    } finally {
      other.shutdownNow();
    }
  }

  @Test
  void take_moreThanThereIs_takesAllAndGivesItBack() {
    PixelBudget budget = new PixelBudget(10, SMALL_HEAP);
    for (int i = 0; i < 3; i++) {
      try (PixelBudget.Part part = budget.part()) {
        part.take(Integer.MAX_VALUE, 1 << 20);
      }
    }
  }

  @Test
  void take_interrupted_isRefusedAndTakesNothing() {
    PixelBudget budget = new PixelBudget(10, SMALL_HEAP);
    Thread.currentThread().interrupt();
    try (PixelBudget.Part part = budget.part()) {
      RequestException e = assertThrows(RequestException.class, () -> part.take(1, 0));
      assertEquals(RequestException.Kind.UNAVAILABLE, e.kind());
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  void checkFile_largerThanAllPixels_isRefused() {
    try (PixelBudget.Part part = new PixelBudget(10, SMALL_HEAP).part()) {
      part.checkFile(10 << 20);
      assertThrows(RequestException.class, () -> part.checkFile(11 << 20));
    }
  }
}
