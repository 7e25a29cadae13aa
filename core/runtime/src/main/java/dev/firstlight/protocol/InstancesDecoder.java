package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Input;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.GrowingBuffer;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * Reads {@code "instances"} and {@code "parameters"}, the form of Vertex AI and of TensorFlow
 * Serving's row format: an instance is {@code {"b64": "…"}} for an image, a string for a text, and
 * otherwise the model's inputs: bare where there is one, an object by name where there are several.
 */
final class InstancesDecoder {
  private final ModelManifest manifest;
  private final int maxBatch;
  private final RequestScope scope;
  private final ArrayReader arrays;

  InstancesDecoder(ModelManifest manifest, int maxBatch, RequestScope scope) {
    this.manifest = manifest;
    this.maxBatch = maxBatch;
    this.scope = scope;
    this.arrays = new ArrayReader(scope);
  }

  /** Reads the array that the parser stands before. */
  List<Input> instances(JsonParser parser) throws IOException {
    parser.nextToken();
    JsonBodies.expect(JsonToken.START_ARRAY, parser, "instances");
    List<Input> inputs = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (inputs.size() == maxBatch) {
        throw Signature.tooMany("instances", maxBatch);
      }
      inputs.add(instance(parser, "instances[" + inputs.size() + "]"));
    }
    if (inputs.isEmpty()) {
      throw RequestException.bad("instances is empty; it needs at least one");
    }
    return inputs;
  }

  /** Reads the object that the parser stands before. */
  Payload.Parameters parameters(JsonParser parser) throws IOException {
    if (parser.nextToken() == JsonToken.VALUE_NULL) {
      return Payload.Parameters.NONE;
    }
    JsonBodies.expect(JsonToken.START_OBJECT, parser, "parameters");
    OptionalInt topK = OptionalInt.empty();
    boolean raw = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      switch (key) {
        case "top_k" -> topK = OptionalInt.of(topK(parser));
        case "raw" -> raw = raw(parser);
        default ->
            throw RequestException.bad(
                "parameters.%s is not known; allowed are top_k and raw"
                    .formatted(Route.brief(key)));
      }
    }
    return new Payload.Parameters(topK, raw);
  }

  private static int topK(JsonParser parser) throws IOException {
    boolean whole =
        parser.currentToken() == JsonToken.VALUE_NUMBER_INT
            && parser.getNumberType() == JsonParser.NumberType.INT;
    if (!whole || parser.getIntValue() < 1) {
      throw RequestException.bad(
          "parameters.top_k must be a whole number of at least 1, but is "
              + JsonBodies.describe(parser));
    }
    return parser.getIntValue();
  }

  private static boolean raw(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default ->
          throw RequestException.bad(
              "parameters.raw must be true or false, but is " + JsonBodies.describe(parser));
    };
  }

  private Input instance(JsonParser parser, String path) throws IOException {
    boolean image = manifest.preprocessing() instanceof Preprocessing.Image;
    boolean text = manifest.preprocessing() instanceof Preprocessing.Text;
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING && image) {
      throw RequestException.bad(
          path + " is a string, but the model takes images: send {\"b64\": \"…\"}");
    }
    if (token == JsonToken.VALUE_STRING && text) {
      return new Input.Text(JsonBodies.text(parser, path));
    }
    return token == JsonToken.START_OBJECT
        ? object(parser, path, image)
        : new Input.Row(List.of(only(parser, path)));
  }

  private Input object(JsonParser parser, String path, boolean image) throws IOException {
    if (parser.nextToken() == JsonToken.FIELD_NAME && parser.currentName().equals("b64")) {
      if (image) {
        GrowingBuffer bytes = scope.growingBuffer(64 << 10);
        Base64Object.value(parser, bytes, path);
        endOfBase64(parser, path);
        return new Input.Image(bytes.written());
      }
      GrowingBuffer element = scope.growingBuffer(1024);
      TensorSpec spec = single(path);
      if (spec.datatype().isFixedWidth()) {
        throw RequestException.bad(
            path + " is base64, but the model's input " + spec + " does not take bytes");
      }
      element.room(4).putInt(0);
      Base64Object.value(parser, element, path);
      endOfBase64(parser, path);
      element.room(0).putInt(0, element.size() - 4);
      return new Input.Row(
          List.of(new Tensor(spec.name(), spec.datatype(), Shape.of(), element.written())));
    }
    List<Tensor> tensors = new ArrayList<>();
    while (parser.currentToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      TensorSpec spec =
          manifest
              .input(name)
              .orElseThrow(
                  () ->
                      RequestException.bad(
                          "%s.%s is no input of the model; it has %s"
                              .formatted(
                                  path, Route.brief(name), Signature.names(manifest.inputs()))));
      parser.nextToken();
      tensors.add(arrays.free(parser, name, spec.datatype(), path + "." + name));
      parser.nextToken();
    }
    return new Input.Row(tensors);
  }

  private static void endOfBase64(JsonParser parser, String path) throws IOException {
    if (parser.nextToken() != JsonToken.END_OBJECT) {
      throw RequestException.bad(path + " must have nothing beside \"b64\"");
    }
  }

  private Tensor only(JsonParser parser, String path) throws IOException {
    TensorSpec spec = single(path);
    return arrays.free(parser, spec.name(), spec.datatype(), path);
  }

  private TensorSpec single(String path) {
    if (manifest.inputs().size() != 1) {
      throw RequestException.bad(
          "%s must be %san object that names the model's inputs %s"
              .formatted(
                  path,
                  manifest.preprocessing() instanceof Preprocessing.Text ? "a string, or " : "",
                  Signature.names(manifest.inputs())));
    }
    return manifest.inputs().get(0);
  }
}
