package dev.firstlight.djl;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import java.util.HashMap;
import java.util.Map;

/** A process that starts a service from nothing and predicts. */
final class TorchProcess {
  static final String DONE = "predicted ";

  private TorchProcess() {}

  /** Takes the package, a cache directory, a runtime, and perhaps a native directory. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("FIRSTLIGHT_MODEL", arguments[0]);
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", arguments[1]);
    environment.put("FIRSTLIGHT_RUNTIME", arguments[2]);
    environment.put("FIRSTLIGHT_THREADS", "1");
    if (arguments.length > 3) {
      environment.put("FIRSTLIGHT_NATIVE_DIRECTORY", arguments[3]);
    }
    Settings settings = Settings.load(environment, Map.of());
    ServiceConfig config = ServiceConfig.read(settings, "embedded");
    try (InferenceService service = InferenceService.start(config, line -> {})) {
      Prediction.Classification prediction =
          (Prediction.Classification) service.predict(Input.image(Samples.rocket()));
      System.out.println(
          DONE + prediction.best().label() + " " + Math.round(prediction.best().score() * 10000));
    }
  }
}
