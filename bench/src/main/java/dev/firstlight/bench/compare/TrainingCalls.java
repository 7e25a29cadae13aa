package dev.firstlight.bench.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests of every kind, for a training run: the samples as they are, the same in JSON, tensors of
 * the Open Inference Protocol in JSON and in binary, and the questions that platforms ask. What a
 * model refuses is read and answered all the same, and so belongs to the run.
 */
public final class TrainingCalls {
  private static final long SEED = 1;

  /** Lambda takes 6 MB with the body in base64. */
  private static final int MOST_BYTES = 4 << 20;

  private TrainingCalls() {}

  /** The requests; the first is one that the model takes. */
  public static List<Call> of(ModelManifest manifest) {
    List<Call> calls = new ArrayList<>();
    for (Payload payload : Payloads.forModel(manifest, SEED)) {
      calls.add(payload.call());
    }
    List<Call> more = new ArrayList<>();
    if (manifest.preprocessing() instanceof Preprocessing.Image) {
      more.add(Call.json(instances(calls.get(0), true)));
    } else if (manifest.preprocessing() instanceof Preprocessing.Text) {
      more.add(Call.json(instances(calls.get(0), false)));
    }
    if (elements(manifest) < MOST_BYTES / Float.BYTES) {
      more.add(TensorPayloads.make(manifest, SEED).get(0).call());
      more.add(binary(manifest));
    }
    more.removeIf(call -> call.body().remaining() > MOST_BYTES);
    calls.addAll(more);
    calls.add(Call.get("/v2"));
    calls.add(Call.get("/v2/health/ready"));
    calls.add(Call.get("/v2/models/" + manifest.name()));
    return List.copyOf(calls);
  }

  /** The same sample as Vertex AI and TensorFlow Serving have it. */
  private static String instances(Call sample, boolean binary) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("instances");
      if (binary) {
        json.writeStartObject();
        json.writeBinaryField("b64", sample.bytes());
        json.writeEndObject();
      } else {
        json.writeString(new String(sample.bytes(), StandardCharsets.UTF_8));
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory throws none
    }
    return text.toString();
  }

  /** Zeros, and empty strings, with the numbers of dimensions that the model declares. */
  private static Call binary(ModelManifest manifest) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    int jsonBytes;
    try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
      json.writeStartObject();
      json.writeArrayFieldStart("inputs");
      for (TensorSpec input : manifest.inputs()) {
        json.writeStartObject();
        json.writeStringField("name", input.name());
        json.writeStringField("datatype", input.datatype().name());
        json.writeArrayFieldStart("shape");
        for (long dimension : input.shape().toArray()) {
          json.writeNumber(Math.max(1, dimension));
        }
        json.writeEndArray();
        json.writeObjectFieldStart("parameters");
        json.writeNumberField("binary_data_size", bytes(input));
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeObjectFieldStart("parameters");
      json.writeBooleanField("binary_data_output", true);
      json.writeEndObject();
      json.writeEndObject();
      json.flush();
      jsonBytes = body.size();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory throws none
    }
    for (TensorSpec input : manifest.inputs()) {
      body.writeBytes(new byte[Math.toIntExact(bytes(input))]);
    }
    return Call.post(
            "/v2/models/" + manifest.name() + "/infer",
            "application/octet-stream",
            body.toByteArray())
        .with(Header.JSON_LENGTH, Integer.toString(jsonBytes));
  }

  /** A string is its length in four bytes and then itself. */
  private static long bytes(TensorSpec input) {
    int width = input.datatype() == DataType.BYTES ? Integer.BYTES : input.datatype().width();
    return width * elements(input);
  }

  private static long elements(ModelManifest manifest) {
    long sum = 0;
    for (TensorSpec input : manifest.inputs()) {
      sum += elements(input);
    }
    return sum;
  }

  private static long elements(TensorSpec input) {
    long count = 1;
    for (long dimension : input.shape().toArray()) {
      count = Math.multiplyExact(count, Math.max(1, dimension));
    }
    return count;
  }
}
