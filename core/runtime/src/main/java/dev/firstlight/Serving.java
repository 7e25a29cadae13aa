package dev.firstlight;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.pipeline.Predictor;
import dev.firstlight.pipeline.RequestTimings;
import dev.firstlight.pipeline.RequestTimings.Step;
import dev.firstlight.protocol.Payload;
import dev.firstlight.protocol.PayloadDecoder;
import dev.firstlight.protocol.ResponseEncoder;
import dev.firstlight.protocol.ResponseEncoder.Encoded;
import dev.firstlight.protocol.Route;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Tensor;
import java.util.List;

/**
 * A model that is ready, with the data path of its requests: decode, preprocess, predict,
 * postprocess, encode. Safe for use by several threads.
 */
record Serving(
    ModelManifest manifest, PayloadDecoder decoder, Predictor predictor, ResponseEncoder encoder)
    implements AutoCloseable {

  /**
   * Answers a request that needs the model.
   *
   * @param gate asked right before inference begins, whether there is still time
   * @param scope holds the answer
   */
  Encoded answer(
      Route route,
      InferenceRequest request,
      Runnable gate,
      RequestScope scope,
      RequestTimings timings) {
    Payload payload = decoder.decode(request.headers(), request.body(), scope);
    if (route.action() == Route.Action.INFER && payload instanceof Payload.Samples) {
      throw RequestException.bad(
          "the body needs \"inputs\" by the Open Inference Protocol; other forms go to /predict");
    }
    timings.end(Step.DECODE);
    Encoded encoded =
        payload instanceof Payload.Infer infer
            ? infer(infer, gate, scope, timings)
            : samples((Payload.Samples) payload, gate, scope, timings);
    timings.end(Step.ENCODE);
    return encoded;
  }

  private Encoded samples(
      Payload.Samples samples, Runnable gate, RequestScope scope, RequestTimings timings) {
    return encoder.predictions(predictor.predict(samples, gate, scope, timings), scope);
  }

  private Encoded infer(
      Payload.Infer infer, Runnable gate, RequestScope scope, RequestTimings timings) {
    List<String> wanted = infer.outputs().stream().map(Payload.Wanted::name).toList();
    List<Tensor> outputs = predictor.infer(infer.inputs(), wanted, gate, scope, timings);
    return encoder.infer(infer, outputs, scope);
  }

  /** Refuses a model or version other than this one. */
  void checkNamed(Route route) {
    boolean known =
        route.model().map(manifest.name()::equals).orElse(true)
            && route.version().map(manifest.version()::equals).orElse(true);
    if (!known) {
      throw new RequestException(
          RequestException.Kind.NOT_FOUND,
          "there is no model \"%s\"%s here; this instance serves \"%s\" version \"%s\""
              .formatted(
                  route.model().orElse(""),
                  route.version().map(version -> " version \"" + version + "\"").orElse(""),
                  manifest.name(),
                  manifest.version()));
    }
  }

  @Override
  public void close() {
    predictor.close();
  }
}
