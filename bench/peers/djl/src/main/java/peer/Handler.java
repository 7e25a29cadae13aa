package peer;

import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.TranslateException;
import ai.djl.util.JsonUtils;
import ai.onnxruntime.OrtEnvironment;
import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An inference function for AWS Lambda behind a Function URL: DJL's API in Java.
 *
 * <p>The model package is fetched and opened by the constructor, in the init phase, where Lambda
 * grants full CPU; a request is only decoded, predicted and encoded.
 */
public final class Handler
    implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {
  private final Stages stages = new Stages();
  private final ModelPackage modelPackage;
  private final ZooModel<byte[], Map<String, Object>> model;
  private final Predictor<byte[], Map<String, Object>> predictor;
  private final SampleTranslator translator;

  /** Fetches and opens the model. */
  public Handler() throws Exception {
    String runtime = System.getenv().getOrDefault("MODEL_RUNTIME", "onnx");
    String engine = runtime.equals("pytorch") ? "PyTorch" : "OnnxRuntime";
    try (Stages.Running imports = stages.begin("import")) {
      Engine used = Engine.getEngine(engine);
      // DJL's engine tells the version that it was built for, not the one that is there.
      stages.runtime(
          runtime,
          engine.equals("OnnxRuntime")
              ? OrtEnvironment.getEnvironment().getVersion()
              : used.getVersion());
    }
    try (Stages.Running download = stages.begin("download")) {
      modelPackage = ModelPackage.fetch(runtime);
      download.bytes(modelPackage.fetchedBytes());
    }
    try (Stages.Running load = stages.begin("load")) {
      translator = SampleTranslator.of(modelPackage, stages);
      Criteria.Builder<byte[], Map<String, Object>> criteria =
          Criteria.builder()
              .setTypes(byte[].class, SampleTranslator.output())
              .optModelPath(modelPackage.modelFile())
              .optTranslator(translator)
              .optEngine(engine);
      if (engine.equals("OnnxRuntime")) {
        criteria.optOption("intraOpNumThreads", Integer.toString(stages.threads()));
        criteria.optOption("interOpNumThreads", "1");
      }
      model = criteria.build().loadModel();
      predictor = model.newPredictor();
    }
    stages.ready(modelPackage);
  }

  @Override
  public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
    try {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("predictions", List.of(predictor.predict(bytes(event))));
      body.put("model_name", modelPackage.name());
      body.put("model_version", modelPackage.version());
      body.put("provenance", modelPackage.provenance());
      return answer(200, body, stages.headers());
    } catch (IllegalArgumentException | TranslateException e) {
      return answer(400, Map.of("error", String.valueOf(e.getMessage())), Map.of());
    }
  }

  private byte[] bytes(APIGatewayV2HTTPEvent event) {
    String type = event.getHeaders().getOrDefault("content-type", "").split(";", 2)[0].trim();
    if (!translator.mediaTypes().contains(type)) {
      throw new IllegalArgumentException("send " + translator.mediaTypes() + ", not " + type);
    }
    if (event.getBody() == null) {
      throw new IllegalArgumentException("the request has no body; send an image or a text");
    }
    return event.getIsBase64Encoded()
        ? Base64.getDecoder().decode(event.getBody())
        : event.getBody().getBytes(StandardCharsets.UTF_8);
  }

  private static APIGatewayV2HTTPResponse answer(
      int status, Map<String, Object> body, Map<String, String> more) {
    Map<String, String> headers = new HashMap<>(more);
    headers.put("Content-Type", "application/json");
    return APIGatewayV2HTTPResponse.builder()
        .withStatusCode(status)
        .withHeaders(headers)
        .withBody(JsonUtils.GSON_COMPACT.toJson(body))
        .build();
  }
}
