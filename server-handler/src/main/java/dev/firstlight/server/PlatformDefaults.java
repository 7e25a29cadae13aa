package dev.firstlight.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the platforms say in their own variables and places, as defaults of our settings. */
final class PlatformDefaults {
  /** Where SageMaker unpacks a model, and where KServe's storage initializer puts one. */
  private static final List<Path> MOUNTS =
      List.of(Path.of("/opt/ml/model"), Path.of("/mnt/models"));

  private PlatformDefaults() {}

  /** From an environment, and the places where platforms mount models. */
  static Map<String, String> of(Map<String, String> environment) {
    return of(environment, MOUNTS);
  }

  static Map<String, String> of(Map<String, String> environment, List<Path> mounts) {
    Map<String, String> defaults = new HashMap<>();
    copy(environment, "AIP_HTTP_PORT", defaults, "port");
    copy(environment, "PORT", defaults, "port");
    copy(environment, "AIP_PREDICT_ROUTE", defaults, "predict-route");
    copy(environment, "AIP_HEALTH_ROUTE", defaults, "health-route");
    for (int i = mounts.size() - 1; i >= 0; i--) {
      if (Files.isRegularFile(mounts.get(i).resolve("model.json"))) {
        defaults.put("model", mounts.get(i).toString());
      }
    }
    copy(environment, "AIP_STORAGE_URI", defaults, "model");
    return defaults;
  }

  private static void copy(
      Map<String, String> environment, String variable, Map<String, String> defaults, String key) {
    String value = environment.get(variable);
    if (value != null && !value.isBlank()) {
      defaults.put(key, value);
    }
  }
}
