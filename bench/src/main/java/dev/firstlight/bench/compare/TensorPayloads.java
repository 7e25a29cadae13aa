package dev.firstlight.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.conformance.Call;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Seeded tensors as Open Inference Protocol requests, for models that take nothing else. Dimensions
 * that vary are 1; whole numbers are 0 or 1, which is within every vocabulary.
 */
final class TensorPayloads {
  private static final int COUNT = 4;

  private TensorPayloads() {}

  static List<Payload> make(ModelManifest manifest, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Payload> payloads = new ArrayList<>();
    for (int i = 1; i <= COUNT; i++) {
      payloads.add(
          new Payload(
              "tensors-" + i,
              Call.post(
                  "/v2/models/" + manifest.name() + "/infer",
                  "application/json",
                  request(manifest.inputs(), random))));
    }
    return payloads;
  }

  private static byte[] request(List<TensorSpec> inputs, SplittableRandom random) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
      json.writeStartObject();
      json.writeArrayFieldStart("inputs");
      for (TensorSpec input : inputs) {
        tensor(json, input, random);
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory throws none
    }
    return body.toByteArray();
  }

  private static void tensor(JsonGenerator json, TensorSpec input, SplittableRandom random)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", input.name());
    json.writeStringField("datatype", input.datatype().name());
    json.writeArrayFieldStart("shape");
    long count = 1;
    for (long dimension : input.shape().toArray()) {
      long extent = Math.max(1, dimension);
      json.writeNumber(extent);
      count = Math.multiplyExact(count, extent);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data");
    for (long i = 0; i < count; i++) {
      element(json, input.datatype(), random);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void element(JsonGenerator json, DataType type, SplittableRandom random)
      throws IOException {
    if (type == DataType.BOOL) {
      json.writeBoolean(random.nextBoolean());
    } else if (type == DataType.BYTES) {
      json.writeString(Integer.toString(random.nextInt(1000)));
    } else if (type.isFloat()) {
      json.writeNumber((float) random.nextInt(-1000, 1001) / 1000);
    } else {
      json.writeNumber(random.nextInt(2));
    }
  }
}
