package dev.firstlight.models.imports;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.fault.StartException;
import dev.firstlight.models.Resources;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts a package cold and predicts once, as a deployment would. */
final class Trial {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private Trial() {}

  /** What the package is tried with and keeps for its cold starts; none for zeros. */
  static List<ImportSample> samples(ImportRequest request, ImportTask task) {
    if (!request.samples().isEmpty()) {
      return request.samples();
    }
    return switch (task.before()) {
      case NOTHING -> List.of();
      case IMAGES ->
          List.of(
              new ImportSample.File(
                  "samples/rocket.jpg", "image/jpeg", Resources.named("rocket.jpg")));
      case TEXTS -> List.of(new ImportSample.Text("A text that the model is warmed up with."));
    };
  }

  /** Whether zeros tell anything: that the model runs at all, or what its scores sum to. */
  static boolean needsProbe(ImportRequest request, ImportTask task) {
    return samples(request, task).isEmpty() || task.after() == ImportTask.After.CLASSES;
  }

  /**
   * Checks that there is something to try the package with: a cold start forgives a model that
   * refuses zeros, but then it would never have run.
   *
   * @throws StartException of kind MODEL if there is not
   */
  static void check(ImportRequest request, ImportTask task, Probe probe) {
    if (samples(request, task).isEmpty() && !probe.refusal().isEmpty()) {
      throw new StartException(
          StartException.Kind.MODEL,
          "\"%s\" was run on zeros, with 1 for each dimension that varies, and refused: %s; nothing is kept. If it cannot take those, give a request that it takes: --sample FILE, an infer request as .json or an image"
              .formatted(request.source(), probe.refusal()));
    }
  }

  /**
   * Runs it.
   *
   * @param libraries what finds its serving runtime
   * @throws StartException of kind MODEL if it does not start or predict
   */
  static void run(Path directory, ImportRequest request, ClassLoader libraries) {
    int runs = Math.max(1, request.samples().size());
    ServiceConfig config =
        ServiceConfig.builder(directory)
            .cacheDirectory(request.cache().toAbsolutePath())
            .warmup(new ServiceConfig.Warmup(true, runs, PATIENCE))
            .build();
    try (InferenceService service = InferenceService.start(config, line -> {}, libraries)) {
      var unused = service.coldStart();
    } catch (StartException e) {
      throw new StartException(
          StartException.Kind.MODEL,
          "\"%s\" was imported but does not run, so nothing is kept: %s%s"
              .formatted(
                  request.source(),
                  e.getMessage(),
                  request.samples().isEmpty()
                      ? ""
                      : "; see whether the sample is what the model takes"),
          e);
    }
  }
}
