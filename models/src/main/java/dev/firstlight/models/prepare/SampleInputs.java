package dev.firstlight.models.prepare;

import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.pipeline.Predictor;
import dev.firstlight.pipeline.PredictorFactory;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.protocol.MediaType;
import dev.firstlight.protocol.Payload;
import dev.firstlight.protocol.PayloadDecoder;
import dev.firstlight.runtime.LoadedModel;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * What the model gets to see of the package's samples, as tensors; a package without samples gets a
 * sentence or made-up numbers, as its warm-up does.
 */
final class SampleInputs {
  private static final int MAX_PIXELS = 100_000_000;
  private static final int MAX_BYTES = 1 << 30;

  private final Path directory;
  private final ModelManifest manifest;
  private final RuntimeOptions options;

  SampleInputs(Path directory, ModelManifest manifest, RuntimeOptions options) {
    this.directory = directory;
    this.manifest = manifest;
    this.options = options;
  }

  /** The inputs of each run that the samples lead to; runs the model, and closes it. */
  List<List<Tensor>> of(Artifact artifact, LoadedModel model) throws IOException {
    RecordingModel recording = new RecordingModel(model);
    try (recording) {
      List<InferenceRequest> samples = samples();
      if (samples.isEmpty()) {
        return List.of(madeUp());
      }
      PredictorFactory factory =
          PredictorFactory.open(
              manifest, artifact, directory::resolve, options, MAX_PIXELS, MAX_BYTES);
      try (Predictor predictor = joined(factory, recording)) {
        PayloadDecoder decoder = new PayloadDecoder(manifest, MAX_BYTES, Integer.MAX_VALUE);
        for (InferenceRequest sample : samples) {
          predict(predictor, decoder, sample);
        }
      }
      return recording.recorded();
    }
  }

  private static Predictor joined(PredictorFactory factory, LoadedModel model) {
    try {
      return factory.join(model);
    } catch (RuntimeException e) {
      factory.discard();
      throw e;
    }
  }

  private void predict(Predictor predictor, PayloadDecoder decoder, InferenceRequest sample) {
    RequestTimings timings = new RequestTimings(System.nanoTime(), System::nanoTime);
    try (RequestScope scope = new RequestScope(options.buffers())) {
      Payload payload = decoder.decode(sample.headers(), sample.body(), scope);
      if (payload instanceof Payload.Samples some) {
        predictor.predict(some, () -> {}, scope, timings);
      } else if (payload instanceof Payload.Infer infer) {
        predictor.infer(infer.inputs(), List.of(), () -> {}, scope, timings);
      }
    }
  }

  private List<InferenceRequest> samples() throws IOException {
    List<InferenceRequest> samples = new ArrayList<>();
    for (WarmupSample sample : manifest.warmup()) {
      if (sample instanceof WarmupSample.Text text) {
        samples.add(text(text.text()));
      } else if (sample instanceof WarmupSample.File file) {
        byte[] bytes = Files.readAllBytes(directory.resolve(file.path()));
        samples.add(InferenceRequest.predict(file.mediaType(), ByteBuffer.wrap(bytes)));
      }
    }
    if (samples.isEmpty() && manifest.preprocessing() instanceof Preprocessing.Text) {
      samples.add(text("The first light of the morning."));
    }
    return samples;
  }

  private static InferenceRequest text(String text) {
    return InferenceRequest.predict(
        MediaType.TEXT, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Fractions from a fixed seed, ones where elements are whole numbers, empty texts. */
  private List<Tensor> madeUp() {
    Random random = new Random(1);
    return manifest.inputs().stream().map(input -> madeUp(input, random)).toList();
  }

  private static Tensor madeUp(TensorSpec input, Random random) {
    Shape shape =
        Shape.of(Arrays.stream(input.shape().toArray()).map(length -> Math.abs(length)).toArray());
    DataType datatype = input.datatype();
    int width = datatype == DataType.BYTES ? Integer.BYTES : datatype.width();
    ByteBuffer data =
        ByteBuffer.allocateDirect(Math.toIntExact(shape.elements() * width))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < data.capacity(); i += width) {
      if (datatype == DataType.FP32) {
        data.putFloat(i, random.nextFloat());
      } else if (datatype == DataType.FP64) {
        data.putDouble(i, random.nextDouble());
      } else if (datatype != DataType.BYTES && !datatype.isFloat()) {
        data.put(i, (byte) 1);
      }
    }
    return new Tensor(input.name(), datatype, shape, data);
  }
}
