package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.compare.Deployments;
import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.Payloads;
import dev.firstlight.bench.instance.Instance;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.RunPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How much memory the cold start of a large model takes at its peak. */
class ColdStartMemoryIT {
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  @TempDir Path folder;

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "peaks are read from procfs")
  void vgg19_onOnnxRuntime_staysUnderOnePointSixTimesItsWeights() throws Exception {
    ModelFolder model = ModelFolder.of("vgg19", List.of("onnx"), folder, line -> {});
    long weights = Files.size(model.folder().resolve("model.onnx.data"));
    RunPlan plan =
        new RunPlan(
            Instant.EPOCH,
            "",
            "",
            model.folder().toString(),
            List.of("lambda"),
            List.of(),
            List.of(),
            List.of("onnx"),
            List.of("file"),
            RunPlan.Granted.MACHINE,
            1,
            0,
            1,
            Runs.PLAN.jvm(),
            Runs.PLAN.machine());
    Deployments.Surroundings surroundings =
        new Deployments.Surroundings(
            Path.of(System.getProperty("firstlight.home", "")),
            folder.resolve("cache"),
            Map.of(),
            List.of(),
            JvmChoice.of(JvmChoice.PLAIN, Optional.empty()),
            Optional.empty(),
            line -> {});
    try (Deployments deployments = Deployments.of(plan, model, surroundings)) {
      Target target =
          Objects.requireNonNull(
              deployments.targets().get(new DesignPoint("lambda", "onnx", "file")));
      try (Instance instance = target.start()) {
        var call = Payloads.forModel(model.manifest(), 1).get(0).call();
        assertEquals(200, instance.send(call).answer().status());
        long peak = peakBytes(instance.pid());
        assertTrue(peak < 1.6 * weights, peak + " bytes for weights of " + weights);
      }
    }
  }

  private static long peakBytes(long pid) throws Exception {
    Matcher peak = PEAK.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
    assertTrue(peak.find());
    return 1024 * Long.parseLong(peak.group(1));
  }
}
