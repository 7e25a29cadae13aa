package peer;

import ai.djl.ndarray.NDList;
import ai.djl.translate.NoBatchifyTranslator;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** From what clients send to tensors, and from tensors to predictions, as model.json says. */
final class SampleTranslator implements NoBatchifyTranslator<byte[], Map<String, Object>> {
  private static final String MASK = "mask";

  private final Inputs inputs;
  private final Outputs outputs;
  private final Stages stages;
  private double beganMillis;

  private SampleTranslator(Inputs inputs, Outputs outputs, Stages stages) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.stages = stages;
  }

  /** Makes the model's tensors of bytes. */
  interface Inputs {
    Set<String> mediaTypes();

    NDList tensors(byte[] body, TranslatorContext context);

    /** For each token of the last input, whether it counts; null where that has no meaning. */
    default long[] mask(TranslatorContext context) {
      return (long[]) context.getAttachment(MASK);
    }
  }

  /** Makes a prediction of the model's tensors. */
  interface Outputs {
    Map<String, Object> prediction(NDList tensors, long[] mask);
  }

  static SampleTranslator of(ModelPackage model, Stages stages) throws IOException {
    return new SampleTranslator(inputs(model), outputs(model), stages);
  }

  private static Inputs inputs(ModelPackage model) throws IOException {
    JsonObject wanted = model.manifest().getAsJsonObject("preprocessing");
    if (wanted != null && wanted.has("image")) {
      JsonObject image = wanted.getAsJsonObject("image");
      return new Images(image, model.artifact());
    }
    if (wanted != null && wanted.has("text")) {
      return new Texts(wanted.getAsJsonObject("text"), model);
    }
    throw new IllegalStateException("the model takes neither images nor texts");
  }

  private static Outputs outputs(ModelPackage model) throws IOException {
    JsonObject wanted = model.manifest().getAsJsonObject("postprocessing");
    if (wanted != null && wanted.has("classification")) {
      return new Classes(wanted.getAsJsonObject("classification"), model);
    }
    if (wanted != null && wanted.has("embedding")) {
      return new Embedding(wanted.getAsJsonObject("embedding"));
    }
    throw new IllegalStateException("the model gives neither classes nor embeddings");
  }

  Set<String> mediaTypes() {
    return inputs.mediaTypes();
  }

  @SuppressWarnings("unchecked")
  static Class<Map<String, Object>> output() {
    return (Class<Map<String, Object>>) (Class<?>) Map.class;
  }

  @Override
  public NDList processInput(TranslatorContext context, byte[] body) {
    NDList tensors = inputs.tensors(body, context);
    beganMillis = stages.now();
    return tensors;
  }

  @Override
  public Map<String, Object> processOutput(TranslatorContext context, NDList tensors) {
    stages.predicted(beganMillis);
    return outputs.prediction(tensors, inputs.mask(context));
  }

  static void mask(TranslatorContext context, long[] mask) {
    context.setAttachment(MASK, mask);
  }
}
