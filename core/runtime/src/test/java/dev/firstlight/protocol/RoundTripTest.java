package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.SmallFloats;
import dev.firstlight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is answered, sent back as a request, is the same tensors to the last bit. */
class RoundTripTest {
  private static final long SEED = 20_240_601;
  private static final int CASES = 150;

  @ParameterizedTest
  @EnumSource
  void infer_binary_comesBack(DataType datatype) {
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      Tensor tensor = tensor(datatype, shape(random, 0), true, random);
      assertEquals(List.of(tensor), answered(tensor, true), () -> which(tensor));
    }
  }

  @ParameterizedTest
  @EnumSource
  void infer_json_comesBack(DataType datatype) {
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      Tensor tensor = tensor(datatype, shape(random, 0), false, random);
      assertEquals(List.of(tensor), answered(tensor, false), () -> which(tensor));
    }
  }

  /** Without empty dimensions: what lies below one leaves no trace in nested arrays. */
  @ParameterizedTest
  @EnumSource
  void predictions_comeBackAsInstances(DataType datatype) {
    RandomGenerator random = new SplittableRandom(SEED);
    for (int i = 0; i < CASES; i++) {
      Tensor tensor = tensor(datatype, shape(random, 1), false, random);
      ModelManifest manifest = manifest(tensor);
      try (RequestScope scope = new RequestScope(new Buffers(0))) {
        String json =
            text(
                new ResponseEncoder(manifest, "fake")
                    .predictions(List.of(new Prediction.Tensors(List.of(tensor))), scope));
        int end = json.indexOf(",\"model_name\"");
        Wire wire =
            Wire.json(json.substring(0, end).replace("\"predictions\"", "\"instances\"") + "}");

        assertEquals(
            List.of(new Input.Row(List.of(tensor))),
            wire.samples(manifest).inputs(),
            () -> which(tensor));
      }
    }
  }

  private static String which(Tensor tensor) {
    return "seed " + SEED + ", " + tensor.datatype() + " " + tensor.shape();
  }

  private static ModelManifest manifest(Tensor tensor) {
    long[] open = new long[tensor.shape().rank()];
    java.util.Arrays.fill(open, -1);
    return Manifests.echo(tensor.datatype(), open);
  }

  /** Encodes an answer, turns its outputs into inputs and decodes them. */
  private static List<Tensor> answered(Tensor tensor, boolean binary) {
    ModelManifest manifest = manifest(tensor);
    Payload.Infer asked = new Payload.Infer(Optional.of("id"), List.of(), List.of(), binary);
    try (RequestScope scope = new RequestScope(new Buffers(0))) {
      ResponseEncoder.Encoded encoded =
          new ResponseEncoder(manifest, "fake").infer(asked, List.of(tensor), scope);
      assertEquals(binary ? MediaType.BINARY : MediaType.JSON, encoded.contentType());
      byte[] all = bytes(encoded);
      int length = encoded.jsonLength().orElse(all.length);
      String json = new String(all, 0, length, StandardCharsets.UTF_8);
      String inputs = "{\"inputs\":" + json.substring(json.indexOf("\"outputs\":") + 10);
      byte[] rest = java.util.Arrays.copyOfRange(all, length, all.length);
      return (binary ? Wire.binary(inputs, rest) : Wire.json(inputs)).infer(manifest).inputs();
    }
  }

  static byte[] bytes(ResponseEncoder.Encoded encoded) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (ByteBuffer part : encoded.parts()) {
      byte[] bytes = new byte[part.remaining()];
      part.duplicate().get(bytes);
      all.writeBytes(bytes);
    }
    return all.toByteArray();
  }

  static String text(ResponseEncoder.Encoded encoded) {
    return new String(bytes(encoded), StandardCharsets.UTF_8);
  }

  private static Shape shape(RandomGenerator random, int least) {
    long[] dimensions = new long[random.nextInt(5)];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = random.nextInt(least, 5);
    }
    return Shape.of(dimensions);
  }

  /** Any bits at all; finite numbers and truth values only where JSON must hold them. */
  private static Tensor tensor(
      DataType datatype, Shape shape, boolean anyBits, RandomGenerator random) {
    int count = (int) shape.elements();
    if (datatype == DataType.BYTES) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] string = new byte[random.nextInt(12)];
        random.nextBytes(string);
        boolean isText = random.nextBoolean();
        strings.add(
            isText
                ? new String(string, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8)
                : string);
      }
      return Tensor.ofBytes("y", strings, shape).named("x");
    }
    ByteBuffer data =
        ByteBuffer.allocateDirect(count * datatype.width()).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      byte[] element = new byte[datatype.width()];
      random.nextBytes(element);
      if (anyBits || isInJson(datatype, ByteBuffer.wrap(element).order(ByteOrder.LITTLE_ENDIAN))) {
        data.put(element);
      }
    }
    return new Tensor("x", datatype, shape, data.flip());
  }

  private static boolean isInJson(DataType datatype, ByteBuffer element) {
    return switch (datatype) {
      case BOOL -> (element.get(0) & 0xff) < 2;
      case FP16 -> Float.isFinite(SmallFloats.fromHalf(element.getShort(0)));
      case BF16 -> Float.isFinite(SmallFloats.fromBrain(element.getShort(0)));
      case FP32 -> Float.isFinite(element.getFloat(0));
      case FP64 -> Double.isFinite(element.getDouble(0));
      default -> true;
    };
  }
}
