package dev.firstlight.server;

import java.util.Map;
import java.util.Set;

/**
 * Paths, as far as the server itself must know them: which are probes, and which other names a
 * platform has for them.
 *
 * @param aliases a platform's path to the core's, as Vertex AI's {@code AIP_PREDICT_ROUTE}
 */
record Routes(Map<String, String> aliases) {
  static final String PREDICT = "/predict";
  static final String LIVE = "/livez";
  static final String READY = "/readyz";
  static final String METRICS = "/metrics";

  private static final Set<String> READINESS = Set.of(READY, "/ping", "/v2/health/ready");
  private static final Set<String> LIVENESS = Set.of(LIVE, "/v2/health/live");

  Routes {
    aliases = Map.copyOf(aliases);
  }

  /** The core's path for one that a client asked for. */
  String resolve(String path) {
    return aliases.getOrDefault(path, path);
  }

  /** Whether a platform asks this to learn how the instance is; answered on the event loop. */
  static boolean isProbe(String path) {
    return LIVENESS.contains(path) || isReadiness(path);
  }

  /** Whether the probe asks if the instance takes requests. */
  static boolean isReadiness(String path) {
    return READINESS.contains(path) || (path.startsWith("/v2/models/") && path.endsWith("/ready"));
  }

  /** A path's name in metrics; a bounded set, whatever clients ask for. */
  static String label(String path) {
    if (LIVENESS.contains(path)
        || READINESS.contains(path)
        || path.equals(METRICS)
        || path.equals(PREDICT)) {
      return path;
    }
    if (path.equals("/") || path.equals("/invocations")) {
      return PREDICT;
    }
    if (path.startsWith("/v2/models/")) {
      return path.endsWith("/infer")
          ? "/v2/models/{model}/infer"
          : path.endsWith("/ready") ? "/v2/models/{model}/ready" : "/v2/models/{model}";
    }
    if (path.startsWith("/v1/models/") && path.endsWith(":predict")) {
      return "/v1/models/{model}:predict";
    }
    return path.equals("/v2") ? path : "other";
  }
}
