package dev.firstlight;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.protocol.MediaType;
import dev.firstlight.protocol.Route;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Predicts the package's samples the way requests go, until a run is not much faster than the one
 * before it: what is lazy has then been initialised, and what follows is the compiler's slow work,
 * which is not worth a caller's wait.
 */
final class WarmupRun {
  /** A run that takes at least this share of the one before it is taken for steady. */
  private static final double STEADY = 0.7;

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
   * @param files where the package's files lie
   * @param rehearsed completes when the adapter too is warm; waited for within the bounds
   */
  void run(Map<String, Path> files, CompletableFuture<?> rehearsed) {
    long begin = nanoTime.getAsLong();
    predict(samples(files), begin);
    if (bounds.maxRuns() > 0) {
      await(rehearsed, bounds.maxTime().toNanos() - (nanoTime.getAsLong() - begin));
    }
  }

  private static void await(CompletableFuture<?> rehearsed, long nanos) {
    try {
      rehearsed.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      // The first request pays for what the adapter could not do before.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void predict(List<InferenceRequest> samples, long begin) {
    long before = Long.MAX_VALUE;
    for (int i = 0; i < bounds.maxRuns(); i++) {
      long start = nanoTime.getAsLong();
      if (samples.isEmpty()) {
        if (!zeros()) {
          return;
        }
      } else {
        answer(samples.get(i % samples.size()));
      }
      long end = nanoTime.getAsLong();
      boolean everySampleSeen = i + 1 >= samples.size();
      boolean steady = end - start >= before * STEADY;
      if ((steady && everySampleSeen) || end - begin >= bounds.maxTime().toNanos()) {
        return;
      }
      before = end - start;
    }
  }

  private void answer(InferenceRequest sample) {
    Route route = Route.of(sample.method(), sample.path());
    RequestTimings timings = new RequestTimings(nanoTime.getAsLong(), nanoTime);
    try (RequestScope scope = scopes.get()) {
      serving.answer(route, sample, () -> {}, scope, timings);
    }
  }

  private List<InferenceRequest> samples(Map<String, Path> files) {
    List<InferenceRequest> samples = new ArrayList<>();
    for (WarmupSample sample : serving.manifest().warmup()) {
      if (sample instanceof WarmupSample.Text text) {
        samples.add(text(text.text()));
      } else if (sample instanceof WarmupSample.File file) {
        samples.add(InferenceRequest.predict(file.mediaType(), bytes(files, file.path())));
      }
    }
    if (samples.isEmpty() && serving.manifest().preprocessing() instanceof Preprocessing.Text) {
      samples.add(text("The first light of the morning."));
    }
    return samples;
  }

  private static InferenceRequest text(String text) {
    return InferenceRequest.predict(
        MediaType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static ByteBuffer bytes(Map<String, Path> files, String path) {
    try {
      return ByteBuffer.wrap(Files.readAllBytes(files.getOrDefault(path, Path.of(path))));
    } catch (IOException e) {
      throw new UncheckedIOException("warm-up sample \"" + path + "\" cannot be read", e);
    }
  }

  /**
   * A batch of one of nothing but zeros, for a package that brings no samples.
   *
   * @return whether the model took it; one that refuses what we made up may well take requests
   */
  private boolean zeros() {
    List<Tensor> inputs = serving.manifest().inputs().stream().map(WarmupRun::zeros).toList();
    RequestTimings timings = new RequestTimings(nanoTime.getAsLong(), nanoTime);
    try (RequestScope scope = scopes.get()) {
      serving.predictor().infer(inputs, List.of(), () -> {}, scope, timings);
      return true;
    } catch (RequestException e) {
      return false;
    }
  }

  private static Tensor zeros(TensorSpec input) {
    Shape shape =
        Shape.of(Arrays.stream(input.shape().toArray()).map(length -> Math.abs(length)).toArray());
    int width = input.datatype() == DataType.BYTES ? Integer.BYTES : input.datatype().width();
    int bytes = Math.toIntExact(shape.elements() * width);
    return new Tensor(input.name(), input.datatype(), shape, ByteBuffer.allocateDirect(bytes));
  }
}
