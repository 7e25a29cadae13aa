package dev.firstlight.example;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import java.nio.file.Path;

/** The embedding example of README.md: one dependency, one object. */
final class EmbeddingExample {
  private EmbeddingExample() {}

  public static void main(String[] arguments) {
    run(Path.of(arguments[0]));
  }

  static void run(Path folder) {
    ServiceConfig config = ServiceConfig.of(folder);
    try (InferenceService service = InferenceService.start(config)) {
      Prediction.Embedding morning = embed(service, "The sun rises over the sea.");
      Prediction.Embedding dawn = embed(service, "Dawn breaks above the water.");
      Prediction.Embedding market = embed(service, "Shares fell in early trading.");
      System.out.printf("alike %.2f%n", morning.cosine(dawn));
      System.out.printf("unlike %.2f%n", morning.cosine(market));
      System.out.printf("ready after %.0f ms%n", service.coldStart().readyMillis());
    }
  }

  private static Prediction.Embedding embed(InferenceService service, String text) {
    return (Prediction.Embedding) service.predict(Input.text(text));
  }
}
