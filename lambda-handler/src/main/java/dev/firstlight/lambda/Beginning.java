package dev.firstlight.lambda;

import dev.firstlight.EventLog;
import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A service that has been begun, and is not finished before the handler is.
 *
 * @param service whose cold start is under way, unless its policy is {@code lazy}
 * @param config that it has
 * @param snapshotAhead whether a snapshot will be made of this process
 * @param rehearsed to be completed when the handler is warm
 */
record Beginning(
    InferenceService service,
    ServiceConfig config,
    boolean snapshotAhead,
    CompletableFuture<Void> rehearsed) {
  private static final String TARGET = "lambda";

  /** Begins with the log on standard output. */
  static Beginning of(Map<String, String> environment) {
    // Asked for with every line: the runtime interface client puts a stream of its own there.
    return of(environment, line -> EventLog.to(System.out).write(line));
  }

  /**
   * Begins.
   *
   * @param environment the variables of the process
   * @param log of the service
   * @throws dev.firstlight.fault.StartException if settings are wrong
   */
  static Beginning of(Map<String, String> environment, EventLog log) {
    Settings settings = Settings.load(environment, defaults(environment));
    ServiceConfig config = ServiceConfig.read(settings, TARGET);
    settings.check();
    CompletableFuture<Void> rehearsed = new CompletableFuture<>();
    InferenceService service = InferenceService.start(config, log, rehearsed);
    return new Beginning(service, config, SnapStart.isAhead(environment), rehearsed);
  }

  /** What Lambda's own variables say, in terms of our settings. */
  private static Map<String, String> defaults(Map<String, String> environment) {
    Map<String, String> defaults = new HashMap<>();
    defaults.put("cache-directory", "/tmp/firstlight");
    defaults.put("max-body", Integer.toString(LambdaLimits.EVENT_BYTES));
    if (SnapStart.isAhead(environment)) {
      defaults.put("policy", "before-snapshot");
    } else if (!"provisioned-concurrency".equals(environment.get(SnapStart.INITIALISATION))) {
      // A caller waits: a prediction would take longer than it could save the first one.
      defaults.put("warmup-runs", "0");
    }
    // Between events the process stands still, in the middle of whatever it does.
    defaults.put("second-tier", "off");
    String megabytes = environment.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE");
    if (megabytes != null && megabytes.matches("\\d{1,6}")) {
      // Not formatted: the first Formatter of a process costs it some 30 ms.
      double cpus = Integer.parseInt(megabytes) / LambdaLimits.MEGABYTES_PER_CPU;
      defaults.put("cpus", Double.toString(Math.round(cpus * 1e4) / 1e4));
    }
    return defaults;
  }
}
