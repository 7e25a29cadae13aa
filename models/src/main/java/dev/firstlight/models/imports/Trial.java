package dev.firstlight.models.imports;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.fault.StartException;
import java.nio.file.Path;
import java.time.Duration;

/** Starts a package cold and predicts once, as a deployment would. */
final class Trial {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Trial() {}

  /**
   * Runs it.
   *
   * @throws StartException of kind MODEL if it does not start or predict
   */
  static void run(Path directory, ImportRequest request) {
    int runs = Math.max(1, request.samples().size());
    ServiceConfig config =
        ServiceConfig.builder(directory)
            .cacheDirectory(request.cache().toAbsolutePath())
            .warmup(new ServiceConfig.Warmup(runs, PATIENCE))
            .build();
    try (InferenceService service = InferenceService.start(config, line -> {})) {
      var unused = service.coldStart();
    } catch (StartException e) {
      String advice =
          request.samples().isEmpty()
              ? "; it was run on zeros, with 1 for each dimension that varies: if it cannot take those, give a request that it takes (--sample FILE: an infer request as .json, an image, a text)"
              : "; see whether the sample is what the model takes";
      throw new StartException(
          StartException.Kind.MODEL,
          "\"%s\" was imported but does not run, so nothing is kept: %s%s"
              .formatted(request.source(), e.getMessage(), advice),
          e);
    }
  }
}
