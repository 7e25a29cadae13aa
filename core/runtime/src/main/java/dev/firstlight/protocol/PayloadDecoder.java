package dev.firstlight.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest.HeaderLookup;
import dev.firstlight.inference.Input;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.tensor.RequestScope;
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
    this.signature = new Signature(manifest, maxBatch);
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
    checkEncoding(headers.find(Header.CONTENT_ENCODING));
    String jsonLength = headers.find(Header.JSON_LENGTH);
    MediaType type = mediaType(headers.find(Header.CONTENT_TYPE), jsonLength, body);
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
        return length == 0 && jsonLength != null
            ? RawTensor.decode(manifest, body, scope)
            : json(body, length, scope);
      }
      default ->
          throw MediaType.unsupported("\"" + Route.brief(type.essence()) + "\" is not understood");
    }
  }

  /**
   * What the body is. Triton's clients name no media type: they mean JSON, or what the length of
   * its JSON says.
   */
  private static MediaType mediaType(
      @Nullable String header, @Nullable String jsonLength, ByteBuffer body) {
    if (header == null || header.isBlank()) {
      if (jsonLength != null) {
        return MediaType.parse(MediaType.BINARY);
      }
      if (JsonBodies.isObject(body)) {
        return MediaType.parse(MediaType.JSON);
      }
    }
    return MediaType.parse(header);
  }

  private static void checkEncoding(@Nullable String encoding) {
    if (encoding != null && !encoding.isBlank() && !encoding.equalsIgnoreCase("identity")) {
      throw new RequestException(
          RequestException.Kind.UNSUPPORTED_MEDIA_TYPE,
          "the body's Content-Encoding \"%s\" is not understood; send it uncompressed"
              .formatted(Route.brief(encoding)));
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
    Optional<ByteBuffer> parameters = Optional.empty();
    String ofInfer = null; // members that only one of the two forms has
    String ofInstances = null;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      switch (key) {
        case "inputs" -> inputs = infer.inputs(parser);
        case "instances" -> instances = samples.instances(parser);
        case "parameters" -> parameters = infer.parameters(parser);
        case "id" -> {
          id = InferDecoder.optionalString(parser, "id");
          ofInfer = key;
        }
        case "outputs" -> {
          outputs = infer.outputs(parser);
          ofInfer = key;
        }
        case "model_name", "model_version" -> {
          signature.checkNamed(key, InferDecoder.optionalString(parser, key));
          ofInfer = key;
        }
        case "signature_name" -> {
          InferDecoder.optionalString(parser, key);
          ofInstances = key;
        }
        default ->
            throw RequestException.bad(
                "\"%s\" is not known; a body has \"instances\" (beside it \"parameters\" and \"signature_name\"), or \"inputs\" by the Open Inference Protocol (beside it \"id\", \"outputs\", \"parameters\", \"model_name\" and \"model_version\")"
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
    infer.checkConsumed();
    if (instances != null) {
      refuse(ofInfer, "instances", "\"inputs\" by the Open Inference Protocol");
      return new Payload.Samples(instances, parameters(parameters, samples));
    }
    refuse(ofInstances, "inputs", "\"instances\"");
    return infer(id, inputs == null ? List.of() : inputs, outputs, binary(parameters));
  }

  /** A member that would have no effect is a mistake that nobody would notice. */
  private static void refuse(@Nullable String member, String beside, String belongs) {
    if (member != null) {
      throw RequestException.bad(
          "\"%s\" has no effect beside \"%s\"; it belongs to %s"
              .formatted(member, beside, belongs));
    }
  }

  /** Which parameters are allowed is known only once the whole body was read. */
  private Payload.Parameters parameters(Optional<ByteBuffer> json, InstancesDecoder samples)
      throws IOException {
    if (json.isEmpty()) {
      return Payload.Parameters.NONE;
    }
    try (JsonParser again = bodies.open(json.get())) {
      return samples.parameters(again);
    }
  }

  private boolean binary(Optional<ByteBuffer> json) throws IOException {
    if (json.isEmpty()) {
      return false;
    }
    try (JsonParser again = bodies.open(json.get())) {
      return TensorParameters.binaryOutput(again).orElse(false);
    }
  }

  private Payload infer(
      Optional<String> id,
      List<Tensor> inputs,
      List<InferDecoder.Output> outputs,
      boolean standard) {
    List<Payload.Wanted> wanted =
        outputs.stream()
            .map(output -> new Payload.Wanted(output.name(), output.binary().orElse(standard)))
            .toList();
    signature.checkOutputs(wanted);
    return new Payload.Infer(id, inputs, wanted, standard);
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
      return type.charset().newDecoder().decode(notEmpty(body).duplicate()).toString();
    } catch (CharacterCodingException e) {
      throw RequestException.bad("the body is not valid " + type.charset(), e);
    }
  }

  private static Payload single(Input input) {
    return new Payload.Samples(List.of(input), Payload.Parameters.NONE);
  }
}
