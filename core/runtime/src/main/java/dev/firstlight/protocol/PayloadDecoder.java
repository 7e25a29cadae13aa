package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest.HeaderLookup;
import dev.firstlight.inference.Input;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decodes bodies of every request format for one model. Safe for use by several threads. */
public final class PayloadDecoder {
  private final ModelManifest manifest;
  private final Signature signature;
  private final JsonBodies bodies;
  private final int maxBatch;

  /**
   * @param manifest of the model
   * @param maxBodyBytes what a body may not exceed
   * @param maxBatch the most samples of one request
   */
  public PayloadDecoder(ModelManifest manifest, long maxBodyBytes, int maxBatch) {
    this.manifest = manifest;
    this.signature = new Signature(manifest);
    this.bodies = new JsonBodies(maxBodyBytes);
    this.maxBatch = maxBatch;
  }

  /**
   * Decodes a body.
   *
   * @param headers Content-Type, and Inference-Header-Content-Length where there are binary tensors
   * @param body read in place; what comes out may refer to it
   * @param scope holds what is allocated
   * @throws RequestException of kind BAD_REQUEST or UNSUPPORTED_MEDIA_TYPE
   */
  public Payload decode(HeaderLookup headers, ByteBuffer body, RequestScope scope) {
    MediaType type = MediaType.parse(headers.find(Header.CONTENT_TYPE));
    String jsonLength = headers.find(Header.JSON_LENGTH);
    switch (type.essence()) {
      case MediaType.JPEG, MediaType.PNG -> {
        checkPreprocessing(Preprocessing.Image.class, type, "images");
        return single(new Input.Image(notEmpty(body)));
      }
      case MediaType.TEXT -> {
        checkPreprocessing(Preprocessing.Text.class, type, "texts");
        return single(new Input.Text(text(type, body)));
      }
      case MediaType.JSON, MediaType.BINARY -> {
        if (jsonLength == null && type.essence().equals(MediaType.BINARY)) {
          throw RequestException.bad(
              "application/octet-stream needs the header Inference-Header-Content-Length (0 for one"
                  + " raw tensor)");
        }
        int length = jsonLength == null ? body.remaining() : jsonLength(jsonLength, body);
        return length == 0 && jsonLength != null ? raw(body) : json(body, length, scope);
      }
      default ->
          throw MediaType.unsupported("\"" + Route.brief(type.essence()) + "\" is not understood");
    }
  }

  private Payload json(ByteBuffer body, int jsonLength, RequestScope scope) {
    ByteBuffer json = notEmpty(body).slice(body.position(), jsonLength);
    ByteBuffer binary = body.slice(body.position() + jsonLength, body.remaining() - jsonLength);
    InferDecoder infer = new InferDecoder(bodies, signature, new ArrayReader(scope), json, binary);
    InstancesDecoder samples = new InstancesDecoder(manifest, maxBatch, scope);
    try (JsonParser parser = bodies.open(json)) {
      parser.nextToken();
      JsonBodies.expect(JsonToken.START_OBJECT, parser, "the body");
      return object(parser, infer, samples);
    } catch (IOException e) {
      throw JsonBodies.malformed(e);
    }
  }

  private Payload object(JsonParser parser, InferDecoder infer, InstancesDecoder samples)
      throws IOException {
    Optional<String> id = Optional.empty();
    List<Tensor> inputs = null;
    List<InferDecoder.Output> outputs = List.of();
    List<Input> instances = null;
    Payload.Parameters parameters = Payload.Parameters.NONE;
    Optional<Boolean> binary = Optional.empty();
    @Nullable ByteBuffer late = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      switch (key) {
        case "id" -> id = Optional.of(InferDecoder.string(parser, "id"));
        case "inputs" -> inputs = infer.inputs(parser);
        case "outputs" -> outputs = infer.outputs(parser);
        case "instances" -> instances = samples.instances(parser);
        case "parameters" -> late = infer.remember(parser);
        case "signature_name" -> parser.nextToken();
        default ->
            throw RequestException.bad(
                "\"%s\" is not known; a body has \"instances\", or \"inputs\" by the Open Inference Protocol"
                    .formatted(Route.brief(key)));
      }
    }
    if (parser.nextToken() != null) {
      throw RequestException.bad("the body goes on after the end of its JSON");
    }
    if ((inputs == null) == (instances == null)) {
      throw RequestException.bad(
          inputs == null
              ? "the body needs \"instances\", or \"inputs\" by the Open Inference Protocol"
              : "the body has both \"instances\" and \"inputs\"");
    }
    // Which parameters are allowed is known only now.
    if (late != null) {
      try (JsonParser again = bodies.open(late)) {
        if (instances != null) {
          parameters = samples.parameters(again);
        } else {
          binary = InferDecoder.flag(again, "binary_data_output", "parameters");
        }
      }
    }
    infer.checkConsumed();
    if (instances != null) {
      return new Payload.Samples(instances, parameters);
    }
    boolean standard = binary.orElse(false);
    List<Payload.Wanted> wanted =
        outputs.stream()
            .map(output -> new Payload.Wanted(output.name(), output.binary().orElse(standard)))
            .toList();
    signature.checkOutputs(wanted);
    return new Payload.Infer(id, inputs == null ? List.of() : inputs, wanted, standard);
  }

  /** One tensor without JSON, for a model with one input: a batch of one, by the extension. */
  private Payload raw(ByteBuffer body) {
    if (manifest.inputs().size() != 1) {
      throw RequestException.bad(
          "a raw tensor needs a model with one input; this one has "
              + Signature.names(manifest.inputs()));
    }
    TensorSpec spec = manifest.inputs().get(0);
    Shape shape = rawShape(spec, body.remaining());
    ByteBuffer bytes = body;
    if (spec.datatype() == DataType.BYTES) {
      bytes =
          ByteBuffer.allocateDirect(body.remaining() + 4).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      bytes.putInt(body.remaining()).put(body.duplicate()).flip();
    }
    try {
      return new Payload.Infer(
          Optional.empty(),
          List.of(new Tensor(spec.name(), spec.datatype(), shape, bytes)),
          List.of(),
          true);
    } catch (IllegalArgumentException e) {
      throw RequestException.bad(e.getMessage() == null ? "" : e.getMessage(), e);
    }
  }

  /** The declared shape with a first open dimension of 1; another open one takes what is left. */
  private static Shape rawShape(TensorSpec spec, int bytes) {
    long[] dimensions = spec.shape().toArray();
    int open = -1;
    long known = 1;
    for (int i = 0; i < dimensions.length; i++) {
      if (dimensions[i] == -1 && i == 0) {
        dimensions[i] = 1;
      } else if (dimensions[i] == -1 && open >= 0) {
        throw RequestException.bad(
            "a raw tensor leaves the shape of " + spec + " open; send it with its JSON");
      } else if (dimensions[i] == -1) {
        open = i;
      } else {
        known *= dimensions[i];
      }
    }
    if (open >= 0) {
      long width = Math.max(1, spec.datatype().width());
      dimensions[open] = known == 0 ? 0 : bytes / width / known;
    }
    return Shape.of(dimensions);
  }

  private static int jsonLength(String header, ByteBuffer body) {
    int length;
    try {
      length = Integer.parseInt(header.trim());
    } catch (NumberFormatException e) {
      throw RequestException.bad(
          "Inference-Header-Content-Length must be a whole number, not \"%s\""
              .formatted(Route.brief(header)),
          e);
    }
    if (length < 0 || length > body.remaining()) {
      throw RequestException.bad(
          "Inference-Header-Content-Length is %d, but the body has %d bytes"
              .formatted(length, body.remaining()));
    }
    return length;
  }

  private void checkPreprocessing(
      Class<? extends Preprocessing> wanted, MediaType type, String what) {
    if (!wanted.isInstance(manifest.preprocessing())) {
      throw RequestException.bad(
          "model \"%s\" does not take %s, so %s cannot be answered; its inputs are %s"
              .formatted(manifest.name(), what, type.essence(), manifest.inputs()));
    }
  }

  private static ByteBuffer notEmpty(ByteBuffer body) {
    if (!body.hasRemaining()) {
      throw RequestException.bad("the body is empty");
    }
    return body;
  }

  private static String text(MediaType type, ByteBuffer body) {
    try {
      return type.charset().newDecoder().decode(body.duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw RequestException.bad("the body is not valid " + type.charset(), e);
    }
  }

  private static Payload single(Input input) {
    return new Payload.Samples(List.of(input), Payload.Parameters.NONE);
  }
}
