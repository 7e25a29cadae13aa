package dev.firstlight.djl;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import java.util.Map;

/** A process that starts a service from nothing and predicts. */
final class TorchProcess {
  static final String DONE = "predicted ";

  private TorchProcess() {}

  /** Takes the package and a cache directory. */
  public static void main(String[] arguments) throws Exception {
    Settings settings =
        Settings.load(
            Map.of(
                "FIRSTLIGHT_MODEL", arguments[0],
                "FIRSTLIGHT_CACHE_DIRECTORY", arguments[1],
                "FIRSTLIGHT_RUNTIME", arguments[2],
                "FIRSTLIGHT_THREADS", "1"),
            Map.of());
    ServiceConfig config = ServiceConfig.read(settings, "embedded");
    try (InferenceService service = InferenceService.start(config, line -> {})) {
      Prediction.Classification prediction =
          (Prediction.Classification) service.predict(Input.image(Samples.rocket()));
      System.out.println(
          DONE + prediction.best().label() + " " + Math.round(prediction.best().score() * 10000));
    }
  }
}
