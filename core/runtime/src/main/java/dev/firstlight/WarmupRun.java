package dev.firstlight;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.protocol.Route;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Predicts the package's samples the way requests go, until predictions are steady: each sample has
 * had its turn, and a run is not much faster than the fastest before it. What is lazy has then been
 * initialised, and what follows is the compiler's slow work. None of it is worth a caller's wait:
 * as soon as a request is there, the warm-up ends after the prediction that is under way.
 */
final class WarmupRun {
  /** A run that takes at least this share of the fastest before it is taken for steady. */
  private static final double STEADY = 0.7;

  /** What is made up for a package without samples; more would cost more than it warms. */
  private static final long MOST_MADE_UP_BYTES = 256L << 20;

  private final Serving serving;
  private final ServiceConfig.Warmup bounds;
  private final Supplier<RequestScope> scopes;
  private final LongSupplier nanoTime;

  WarmupRun(
      Serving serving,
      ServiceConfig.Warmup bounds,
      Supplier<RequestScope> scopes,
      LongSupplier nanoTime) {
    this.serving = serving;
    this.bounds = bounds;
    this.scopes = scopes;
    this.nanoTime = nanoTime;
  }

  /**
   * Warms up.
   *
   * @param files finds a file of the package by its path; may wait for it
   * @param rehearsed completes when the adapter too is warm; waited for within the bounds
   * @param wanted completes when a request waits for the model
   */
  void run(
      Function<String, Path> files, CompletableFuture<?> rehearsed, CompletableFuture<?> wanted) {
    long begin = nanoTime.getAsLong();
    if (bounds.maxRuns() > 0 && !wanted.isDone()) {
      predict(WarmupSamples.of(serving.manifest(), files), wanted, begin);
      await(
          CompletableFuture.anyOf(rehearsed, wanted),
          bounds.maxTime().toNanos() - (nanoTime.getAsLong() - begin));
    }
  }

  private static void await(CompletableFuture<?> enough, long nanos) {
    try {
      enough.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The first request pays for what the adapter could not do before.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void predict(List<InferenceRequest> samples, CompletableFuture<?> wanted, long begin) {
    long mostNanos = bounds.maxTime().toNanos();
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < bounds.maxRuns() && !wanted.isDone(); i++) {
      long start = nanoTime.getAsLong();
      if (samples.isEmpty()) {
        if (!madeUp()) {
          return;
        }
      } else {
        answer(samples.get(i % samples.size()));
      }
      long end = nanoTime.getAsLong();
      boolean everySampleSeen = i + 1 >= samples.size();
      boolean steady = end - start >= fastest * STEADY;
      fastest = Math.min(fastest, end - start);
      // Another run takes about as long as the fastest: none that would end too late is begun.
      boolean another = end - begin + fastest <= mostNanos;
      if ((steady && everySampleSeen) || !another) {
        return;
      }
    }
  }

  private void answer(InferenceRequest sample) {
    Route route = Route.of(sample.method(), sample.path());
    RequestTimings timings = new RequestTimings(nanoTime.getAsLong(), nanoTime);
    try (RequestScope scope = scopes.get()) {
      serving.answer(route, sample, () -> {}, scope, timings);
    }
  }

  /**
   * A batch of one of made-up numbers, for a package that brings no samples.
   *
   * @return whether the model took it; one that refuses what we made up may well take requests
   */
  private boolean madeUp() {
    long bytes = 0;
    for (TensorSpec input : serving.manifest().inputs()) {
      long elements = shortest(input.shape()).elements();
      bytes += Math.min(elements, MOST_MADE_UP_BYTES) * Math.max(1, input.datatype().width());
    }
    if (bytes > MOST_MADE_UP_BYTES) {
      return false;
    }
    List<Tensor> inputs = serving.manifest().inputs().stream().map(WarmupRun::madeUp).toList();
    RequestTimings timings = new RequestTimings(nanoTime.getAsLong(), nanoTime);
    try (RequestScope scope = scopes.get()) {
      serving.predictor().infer(inputs, List.of(), () -> {}, scope, timings);
      return true;
    } catch (RequestException e) {
      return false;
    }
  }

  private static Shape shortest(Shape declared) {
    return Shape.of(Arrays.stream(declared.toArray()).map(length -> Math.abs(length)).toArray());
  }

  /**
   * Zeros where elements are fractions or texts; else ones, since a length, a mask or an axis of 0
   * leads models where requests do not: to nothing to compute, or to loops without end.
   */
  private static Tensor madeUp(TensorSpec input) {
    Shape shape = shortest(input.shape());
    DataType datatype = input.datatype();
    int width = datatype == DataType.BYTES ? Integer.BYTES : datatype.width();
    ByteBuffer data = ByteBuffer.allocateDirect(Math.toIntExact(shape.elements() * width));
    if (datatype != DataType.BYTES && !datatype.isFloat()) {
      for (int i = 0; i < data.capacity(); i += width) {
        data.put(i, (byte) 1);
      }
    }
    return new Tensor(input.name(), datatype, shape, data);
  }
}
