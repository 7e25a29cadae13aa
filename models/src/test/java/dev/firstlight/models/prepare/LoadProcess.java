package dev.firstlight.models.prepare;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.runtime.SecondTier;
import java.nio.file.Path;
import java.time.Duration;

/** Starts a package cold in a process of its own and says how long its load stage took. */
final class LoadProcess {
  private LoadProcess() {}

  /** Takes the package and the cache; prints milliseconds and the artifact. */
  public static void main(String[] arguments) {
    ServiceConfig config =
        ServiceConfig.builder(Path.of(arguments[0]))
            .cacheDirectory(Path.of(arguments[1]))
            .warmup(new ServiceConfig.Warmup(false, 0, Duration.ZERO))
            .secondTier(SecondTier.OFF)
            .build();
    try (InferenceService service = InferenceService.start(config, line -> {})) {
      ColdStartRecord record = service.coldStart();
      System.out.println(
          record.span(Stage.LOAD).orElseThrow().durationMillis() + " " + record.artifact());
    }
  }
}
