package dev.firstlight.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.runtime.TieredModel.Timing;
import dev.firstlight.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TieredModelTest {
  private static final Timing AT_ONCE = new Timing(Duration.ZERO, Duration.ZERO);
  private static final Timing NEVER = new Timing(Duration.ofDays(1), Duration.ofDays(1));

  private final BlockingQueue<TierChange> changes = new LinkedBlockingQueue<>();

  /** Answers with its number; tells whether it was freed under a run, and how often. */
  private static final class Fake implements LoadedModel {
    final float number;
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger inside = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicBoolean freedUnderARun = new AtomicBoolean();
    final CompletableFuture<Void> freed = new CompletableFuture<>();
    private final Runnable during;

    Fake(float number, Runnable during) {
      this.number = number;
      this.during = during;
    }

    @Override
    public List<TensorSpec> inputs() {
      return List.of();
    }

    @Override
    public List<TensorSpec> outputs() {
      return List.of();
    }

    @Override
    public Outputs run(List<Tensor> inputs, List<String> outputs) {
      inside.incrementAndGet();
      runs.incrementAndGet();
      during.run();
      freedUnderARun.compareAndSet(false, closes.get() > 0);
      inside.decrementAndGet();
      List<Tensor> answer = List.of(Tensor.of("number", new float[] {number}, 1));
      return new Outputs() {
        @Override
        public List<Tensor> tensors() {
          return answer;
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public void close() {
      freedUnderARun.compareAndSet(false, inside.get() > 0);
      closes.incrementAndGet();
      freed.complete(null);
    }
  }

  private LoadedModel start(LoadedModel first, Supplier<LoadedModel> second, Timing timing) {
    return TieredModel.start("fast", first, second, timing, Thread::new, changes::add);
  }

  private static float answer(LoadedModel model) {
    try (Outputs outputs = model.run(List.of(), List.of())) {
      return outputs.tensors().get(0).floats()[0];
    }
  }

  private static Fake fake(float number) {
    return new Fake(number, () -> {});
  }

  @Test
  void secondTier_servesOnceItIsThere_andTheFirstIsFreed() throws Exception {
    Fake first = fake(1);
    Fake second = fake(2);
    CountDownLatch mayBuild = new CountDownLatch(1);
    try (LoadedModel model =
        start(
            first,
            () -> {
              await(mayBuild);
              return second;
            },
            AT_ONCE)) {
      assertEquals(1, answer(model));
      mayBuild.countDown();
      TierChange change = changes.take();
      assertEquals("fast", change.artifact());
      assertEquals(Optional.empty(), change.failure());
      assertEquals(2, answer(model));
      assertEquals(1, first.closes.get());
    }
    assertEquals(1, second.closes.get());
  }

  @Test
  void runUnderWay_endsOnTheModelItBeganOn_whichIsFreedAfterIt() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch mayBuild = new CountDownLatch(1);
    Fake first =
        new Fake(
            1,
            () -> {
              entered.countDown();
              await(mayEnd);
            });
    Fake second = fake(2);
    try (LoadedModel model =
        start(
            first,
            () -> {
              await(mayBuild);
              return second;
            },
            AT_ONCE)) {
      CompletableFuture<Float> slow = CompletableFuture.supplyAsync(() -> answer(model));
      entered.await();
      mayBuild.countDown();
      // Runs that come while the slow one lasts: those before the swap wait with it on the first.
      List<CompletableFuture<Float>> others = new ArrayList<>();
      while (second.runs.get() == 0) {
        int before = first.runs.get() + second.runs.get();
        CompletableFuture<Float> other = new CompletableFuture<>();
        others.add(other);
        new Thread(() -> other.complete(answer(model))).start();
        while (first.runs.get() + second.runs.get() == before) {
          Thread.onSpinWait();
        }
      }
      assertEquals(0, first.closes.get());
      mayEnd.countDown();
      assertEquals(1, slow.get());
      for (CompletableFuture<Float> other : others) {
        assertTrue(other.get() >= 1);
      }
      changes.take();
      assertEquals(1, first.closes.get());
      assertFalse(first.freedUnderARun.get());
    }
  }

  @Test
  void everyRun_isAnsweredOnce_whileTheModelIsReplaced() throws Exception {
    for (int round = 0; round < 50; round++) {
      Fake first = new Fake(1, Thread::yield);
      Fake second = new Fake(2, Thread::yield);
      CountDownLatch busy = new CountDownLatch(4);
      AtomicInteger answered = new AtomicInteger();
      AtomicBoolean stop = new AtomicBoolean();
      List<CompletableFuture<Void>> clients = new ArrayList<>();
      try (LoadedModel model =
          start(
              first,
              () -> {
                await(busy);
                return second;
              },
              AT_ONCE)) {
        for (int i = 0; i < 4; i++) {
          CompletableFuture<Void> done = new CompletableFuture<>();
          clients.add(done);
          new Thread(
                  () -> {
                    try {
                      float before = 1;
                      while (!stop.get()) {
                        float now = answer(model);
                        answered.incrementAndGet();
                        busy.countDown();
                        assertTrue(now >= before, "back from the second tier to the first");
                        before = now;
                      }
                      done.complete(null);
                    } catch (RuntimeException | Error e) {
                      done.completeExceptionally(e);
                    }
                  })
              .start();
        }
        changes.take();
        stop.set(true);
        for (CompletableFuture<Void> client : clients) {
          client.get();
        }
      }
      assertEquals(answered.get(), first.runs.get() + second.runs.get());
      assertFalse(first.freedUnderARun.get() || second.freedUnderARun.get());
      assertEquals(1, first.closes.get());
      assertEquals(1, second.closes.get());
    }
  }

  @Test
  void failedBuild_leavesTheFirst() throws Exception {
    Fake first = fake(1);
    try (LoadedModel model =
        start(
            first,
            () -> {
              throw new IllegalStateException("no memory");
            },
            AT_ONCE)) {
      assertEquals(Optional.of("no memory"), changes.take().failure());
      assertEquals(1, answer(model));
      assertEquals(0, first.closes.get());
    }
    assertEquals(1, first.closes.get());
  }

  @Test
  void close_whileTheSecondIsWaitedFor_freesTheFirst_andBuildsNothing() {
    Fake first = fake(1);
    AtomicBoolean built = new AtomicBoolean();
    LoadedModel model =
        start(
            first,
            () -> {
              built.set(true);
              return fake(2);
            },
            NEVER);
    model.close();
    model.close();
    assertEquals(1, first.closes.get());
    assertFalse(built.get());
    assertThrows(RequestException.class, () -> answer(model));
  }

  @Test
  void close_whileTheSecondIsBuilt_freesBoth_andTellsNobody() throws Exception {
    Fake first = fake(1);
    Fake second = fake(2);
    CountDownLatch building = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    LoadedModel model =
        start(
            first,
            () -> {
              building.countDown();
              await(mayEnd);
              return second;
            },
            AT_ONCE);
    building.await();
    CompletableFuture<Void> closing = CompletableFuture.runAsync(model::close);
    while (true) {
      try {
        answer(model);
      } catch (RequestException e) {
        break; // it knows that it is closed
      }
    }
    mayEnd.countDown();
    closing.get();
    assertEquals(1, first.closes.get());
    assertEquals(1, second.closes.get());
    assertTrue(changes.isEmpty());
  }

  @Test
  void rule_replacesWhatPredictsNoticeablySlower() {
    assertTrue(SecondTier.AUTO.replaces(1.2));
    assertFalse(SecondTier.AUTO.replaces(1.01));
    assertTrue(SecondTier.ON.replaces(1.01));
    assertFalse(SecondTier.OFF.replaces(2));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
