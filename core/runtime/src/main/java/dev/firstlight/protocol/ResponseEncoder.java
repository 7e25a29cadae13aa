package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.GrowingBuffer;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Encodes answers for one model. Safe for use by several threads. */
public final class ResponseEncoder {
  // The buffer outlives the generator: it belongs to the request's scope.
  private final JsonFactory factory =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();
  private final ModelManifest manifest;
  private final String platform;

  /**
   * @param manifest of the model
   * @param platform the protocol's name for what the runtime loads
   */
  public ResponseEncoder(ModelManifest manifest, String platform) {
    this.manifest = manifest;
    this.platform = platform;
  }

  /**
   * An encoded body.
   *
   * @param contentType of it
   * @param jsonLength of the JSON in front of binary tensors, if there are any
   * @param parts in order
   */
  public record Encoded(String contentType, OptionalInt jsonLength, List<ByteBuffer> parts) {
    static Encoded json(ByteBuffer json) {
      return new Encoded(MediaType.JSON, OptionalInt.empty(), List.of(json));
    }
  }

  /** Predictions from samples: {@code {"predictions": […], "model_name": …}}. */
  public Encoded predictions(List<Prediction> predictions, RequestScope scope) {
    return Encoded.json(
        write(
            scope,
            json -> {
              json.writeArrayFieldStart("predictions");
              for (Prediction prediction : predictions) {
                prediction(json, prediction);
              }
              json.writeEndArray();
              json.writeStringField("model_name", manifest.name());
              json.writeStringField("model_version", manifest.version());
              json.writeStringField("provenance", manifest.provenance());
            }));
  }

  private static void prediction(JsonGenerator json, Prediction prediction) throws IOException {
    if (prediction instanceof Prediction.Classification classification) {
      json.writeStartObject();
      json.writeArrayFieldStart("classes");
      for (Prediction.Score score : classification.classes()) {
        json.writeStartObject();
        json.writeNumberField("index", score.index());
        json.writeStringField("label", score.label());
        json.writeNumberField("score", score.score());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } else if (prediction instanceof Prediction.Embedding embedding) {
      json.writeStartObject();
      json.writeArrayFieldStart("embedding");
      for (float component : embedding.vector()) {
        json.writeNumber(component);
      }
      json.writeEndArray();
      json.writeEndObject();
    } else if (prediction instanceof Prediction.Tensors tensors) {
      tensors(json, tensors.tensors());
    }
  }

  /** As TensorFlow Serving writes a row: bare where the model has one output, else by name. */
  private static void tensors(JsonGenerator json, List<Tensor> tensors) throws IOException {
    TensorJson elements = new TensorJson(json);
    if (tensors.size() == 1) {
      elements.nested(tensors.get(0));
      return;
    }
    json.writeStartObject();
    for (Tensor tensor : tensors) {
      json.writeFieldName(tensor.name());
      elements.nested(tensor);
    }
    json.writeEndObject();
  }

  /** Output tensors by the Open Inference Protocol; as bytes those that were wanted so. */
  public Encoded infer(Payload.Infer request, List<Tensor> outputs, RequestScope scope) {
    List<ByteBuffer> binary = new ArrayList<>();
    ByteBuffer json =
        write(
            scope,
            generator -> {
              generator.writeStringField("model_name", manifest.name());
              generator.writeStringField("model_version", manifest.version());
              if (request.id().isPresent()) {
                generator.writeStringField("id", request.id().get());
              }
              generator.writeObjectFieldStart("parameters");
              generator.writeStringField("provenance", manifest.provenance());
              generator.writeEndObject();
              generator.writeArrayFieldStart("outputs");
              for (Tensor output : outputs) {
                output(generator, output, isBinary(request, output.name()), binary);
              }
              generator.writeEndArray();
            });
    if (binary.isEmpty()) {
      return Encoded.json(json);
    }
    int jsonLength = json.remaining();
    binary.add(0, json);
    return new Encoded(MediaType.BINARY, OptionalInt.of(jsonLength), binary);
  }

  private static void output(
      JsonGenerator json, Tensor output, boolean asBytes, List<ByteBuffer> binary)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", output.name());
    json.writeStringField("datatype", output.datatype().name());
    json.writeFieldName("shape");
    shape(json, output.shape().toArray());
    if (asBytes) {
      ByteBuffer data = output.data();
      json.writeObjectFieldStart("parameters");
      json.writeNumberField("binary_data_size", data.remaining());
      json.writeEndObject();
      binary.add(data);
    } else {
      json.writeFieldName("data");
      new TensorJson(json).flat(output);
    }
    json.writeEndObject();
  }

  private static boolean isBinary(Payload.Infer request, String output) {
    return request.outputs().stream()
        .filter(wanted -> wanted.name().equals(output))
        .findFirst()
        .map(Payload.Wanted::binary)
        .orElse(request.binary());
  }

  /** What the model is, by the Open Inference Protocol. */
  public Encoded metadata(RequestScope scope) {
    return Encoded.json(
        write(
            scope,
            json -> {
              json.writeStringField("name", manifest.name());
              json.writeArrayFieldStart("versions");
              json.writeString(manifest.version());
              json.writeEndArray();
              json.writeStringField("platform", platform);
              specs(json, "inputs", manifest.inputs());
              specs(json, "outputs", manifest.outputs());
              json.writeObjectFieldStart("parameters");
              json.writeStringField("task", manifest.task());
              json.writeStringField("licence", manifest.licence());
              json.writeStringField("provenance", manifest.provenance());
              json.writeEndObject();
            }));
  }

  private static void specs(JsonGenerator json, String field, List<TensorSpec> specs)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringField("name", spec.name());
      json.writeStringField("datatype", spec.datatype().name());
      json.writeFieldName("shape");
      shape(json, spec.shape().toArray());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void shape(JsonGenerator json, long[] dimensions) throws IOException {
    json.writeStartArray();
    for (long dimension : dimensions) {
      json.writeNumber(dimension);
    }
    json.writeEndArray();
  }

  private interface Members {
    void write(JsonGenerator json) throws IOException;
  }

  private ByteBuffer write(RequestScope scope, Members members) {
    GrowingBuffer bytes = scope.growingBuffer(4096);
    try (JsonGenerator json = factory.createGenerator(bytes)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a buffer does not fail to be written
    }
    return bytes.written();
  }
}
