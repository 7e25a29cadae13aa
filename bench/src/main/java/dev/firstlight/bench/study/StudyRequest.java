package dev.firstlight.bench.study;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.bench.compare.Payload;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.conformance.Call;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/**
 * Requests in TensorFlow Serving's form, whose samples and bytes can be counted out: {@code
 * {"instances":[…],"signature_name":"…"}}. The signature's name is read and has no effect, so that
 * bytes in it are carried and parsed, and not predicted.
 *
 * @param manifest of the model
 * @param sample what each instance is made of, where the model takes images or texts
 * @param seed of the bytes and numbers
 */
public record StudyRequest(ModelManifest manifest, Payload sample, long seed) {
  private static final int KILOBYTE = 1000;

  /**
   * Checks that the model takes single samples.
   *
   * @throws BenchException of kind USAGE if it takes several tensors a sample
   */
  public StudyRequest {
    if (isTensor(manifest) && manifest.inputs().size() != 1) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "model \"%s\" takes %d tensors a sample; a study needs one that takes images, texts or one tensor"
              .formatted(manifest.name(), manifest.inputs().size()));
    }
  }

  /**
   * A request.
   *
   * @param inferences samples in it
   * @param kilobytes in it beside them, of 1,000 bytes
   */
  public Call of(long inferences, long kilobytes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    SplittableRandom random = new SplittableRandom(seed);
    try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
      json.writeStartObject();
      json.writeArrayFieldStart("instances");
      for (long i = 0; i < inferences; i++) {
        instance(json, random);
      }
      json.writeEndArray();
      if (kilobytes > 0) {
        json.writeStringField("signature_name", dummy(kilobytes, random));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory throws none
    }
    return Call.post("/predict", "application/json", body.toByteArray());
  }

  private void instance(JsonGenerator json, SplittableRandom random) throws IOException {
    if (manifest.preprocessing() instanceof Preprocessing.Image) {
      json.writeStartObject();
      json.writeStringField("b64", Base64.getEncoder().encodeToString(sample.call().bytes()));
      json.writeEndObject();
    } else if (manifest.preprocessing() instanceof Preprocessing.Text) {
      json.writeString(new String(sample.call().bytes(), StandardCharsets.UTF_8));
    } else {
      TensorSpec input = manifest.inputs().get(0);
      numbers(json, input, input.shape().toArray(), 1, random);
    }
  }

  private static void numbers(
      JsonGenerator json, TensorSpec input, long[] shape, int depth, SplittableRandom random)
      throws IOException {
    if (depth >= shape.length) {
      if (input.datatype().isFloat()) {
        json.writeNumber((float) random.nextInt(-1000, 1001) / 1000);
      } else {
        json.writeNumber(random.nextInt(2));
      }
      return;
    }
    json.writeStartArray();
    for (long i = 0; i < Math.max(1, shape[depth]); i++) {
      numbers(json, input, shape, depth + 1, random);
    }
    json.writeEndArray();
  }

  private static String dummy(long kilobytes, SplittableRandom random) {
    StringBuilder text = new StringBuilder();
    for (long i = 0; i < kilobytes * KILOBYTE; i++) {
      text.append((char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  private static boolean isTensor(ModelManifest manifest) {
    return !(manifest.preprocessing() instanceof Preprocessing.Image
        || manifest.preprocessing() instanceof Preprocessing.Text);
  }
}
