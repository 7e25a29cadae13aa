package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.Outputs;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs from several threads, and a close among them. */
@Timeout(300)
class ThreadsTest {
  private static final int THREADS = 8;

  @TempDir Path folder;
  private final Buffers buffers = new Buffers(1 << 20);

  private static Tensor image(int seed) {
    float[] values = new float[8 * 8 * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = ((i + seed) % 17) / 17f;
    }
    return Tensor.of("image", values, 1, 8, 8, 3);
  }

  private static float[] scores(LoadedModel model, int seed) {
    try (Outputs outputs = model.run(List.of(image(seed)), List.of())) {
      return outputs.tensors().get(0).floats();
    }
  }

  @Test
  void runsOfSeveralThreads_areThoseOfOne() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try (LoadedModel model = Loads.load(TensorFlowPackages.classifier().write(folder), buffers)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        int seed = i;
        float[] expected = scores(model, seed);
        all.add(
            threads.submit(
                () -> {
                  for (int k = 0; k < 200; k++) {
                    assertArrayEquals(expected, scores(model, seed), 1e-6f);
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(0, buffers.leasedBytes());
  }

  @Test
  void closeWhileRunning_letsRunsEndAndRefusesTheNext() throws Exception {
    Path model = TensorFlowPackages.classifier().write(folder);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      for (int round = 0; round < 10; round++) {
        LoadedModel open = Loads.load(model, buffers);
        CountDownLatch running = new CountDownLatch(THREADS);
        List<Future<RequestException>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
          all.add(threads.submit(() -> runUntilRefused(open, running)));
        }
        running.await();
        open.close();
        for (Future<RequestException> one : all) {
          assertEquals(RequestException.Kind.UNAVAILABLE, one.get().kind());
        }
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(buffers.leasedBytes() == 0, "buffers given back");
  }

  private static RequestException runUntilRefused(LoadedModel model, CountDownLatch running) {
    scores(model, 1);
    running.countDown();
    while (true) {
      try {
        scores(model, 1);
      } catch (RequestException e) {
        return e;
      }
    }
  }
}
