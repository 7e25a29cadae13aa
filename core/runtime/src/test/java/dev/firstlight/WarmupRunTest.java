package dev.firstlight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.FakeRuntime.Script;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.pipeline.PredictorFactory;
import dev.firstlight.protocol.PayloadDecoder;
import dev.firstlight.protocol.ResponseEncoder;
import dev.firstlight.runtime.LocalArtifact;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.RequestScope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmupRunTest {
  private static final Duration LONG = Duration.ofSeconds(2);

  @TempDir Path folder;
  private final AtomicLong clock = new AtomicLong(1);
  private final Buffers buffers = new Buffers(1 << 20);

  @Test
  void runs_endWithTheFirstThatIsNotMuchFaster() throws Exception {
    assertEquals(3, runs(10, LONG, 100, 20, 19, 18, 1));
  }

  @Test
  void run_thatIsSlowerThanTheFastest_isSteadyToo() throws Exception {
    assertEquals(2, runs(10, LONG, 20, 60, 1));
  }

  @Test
  void runs_thatGrowFasterAndFaster_areBoundedInNumber() throws Exception {
    assertEquals(4, runs(4, LONG, 500, 200, 80, 30, 10));
  }

  @Test
  void run_thatWouldEndTooLate_isNotBegun() throws Exception {
    assertEquals(1, runs(10, LONG, 1_500, 1, 1));
  }

  @Test
  void noRuns_nothingIsPredicted() throws Exception {
    assertEquals(0, runs(0, LONG, 1));
  }

  /** How many runs there are of a model whose runs take so long. */
  private int runs(int most, Duration longest, int... millis) throws Exception {
    Script script = new Script(UUID.randomUUID().toString());
    script.onRun =
        () -> clock.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis[script.runs.get() - 1]));
    PackageFile file = new PackageFile("model.fake", script.name.length(), "00".repeat(32));
    ModelManifest manifest = FakeRuntime.manifest(file);
    Artifact artifact = manifest.artifacts().get(0);
    Path model = Files.writeString(folder.resolve("model.fake"), script.name);
    RuntimeOptions options = new RuntimeOptions(folder, Optional.empty(), 1, false, buffers);
    PredictorFactory factory =
        PredictorFactory.open(manifest, artifact, folder::resolve, options, 1, 1);
    try (Serving serving =
        new Serving(
            manifest,
            new PayloadDecoder(manifest, 1 << 20, 1),
            factory.join(
                new FakeRuntime()
                    .load(new LocalArtifact(artifact, Map.of("model.fake", model)), options)),
            new ResponseEncoder(manifest, "fake"))) {
      new WarmupRun(
              serving,
              new ServiceConfig.Warmup(true, most, longest),
              () -> new RequestScope(buffers),
              clock::get)
          .run(folder::resolve, CompletableFuture.completedFuture(null), new CompletableFuture<>());
    }
    assertEquals(0, script.openOutputs.get());
    return script.runs.get();
  }
}
