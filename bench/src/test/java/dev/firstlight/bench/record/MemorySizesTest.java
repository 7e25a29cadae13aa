package dev.firstlight.bench.record;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.bench.Runs;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Memory sizes as a dimension of design points, and what a platform charges, in the files. */
class MemorySizesTest {
  private static final RunPlan PLAN =
      new RunPlan(
          Runs.BEGIN,
          "compare",
          "1",
          "/model",
          List.of("lambda", "gcf"),
          List.of(),
          List.of(),
          List.of("onnx"),
          List.of("file"),
          new RunPlan.Granted(List.of(512, 1024), "cgroup"),
          3,
          6,
          1,
          Runs.PLAN.jvm(),
          Runs.PLAN.machine());

  @Test
  void points_haveEverySizeOfEveryTarget_andTellItInTheirNames() {
    List<DesignPoint> points = PLAN.points();
    assertEquals(
        List.of("lambda 512 MB", "gcf 512 MB", "lambda 1024 MB", "gcf 1024 MB"),
        points.stream().map(point -> point.among(points)).toList());
    assertEquals("lambda", points.get(0).among(List.of(points.get(0))));
  }

  @Test
  void plan_comesBackFromJson() {
    assertEquals(PLAN, PlanJson.read(PlanJson.write(PLAN).getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void plansOfBefore_haveTheWholeMachine() {
    String before =
        PlanJson.write(Runs.PLAN)
            .replaceAll("\\s*\"memoryMegabytes\" : \\[ ],", "")
            .replaceAll("\\s*\"isolation\" : \"process\",", "");
    assertEquals(Runs.PLAN, PlanJson.read(before.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void record_comesBackFromJsonWithSizeChargeAndTrial() {
    InvocationRecord plain = Runs.warm("lambda", 1, 1, 11);
    InvocationRecord record =
        new InvocationRecord(
            plain.run(),
            new DesignPoint("lambda", "onnx", "file", OptionalInt.of(884)),
            plain.instance(),
            plain.sequence(),
            plain.payload(),
            plain.times(),
            plain.traffic(),
            plain.status(),
            plain.cold(),
            plain.coldStart(),
            plain.predictMillis(),
            plain.answer(),
            plain.otherCpus(),
            Optional.of(
                new InvocationRecord.Charge(
                    "answered", OptionalDouble.of(120.5), 11, OptionalLong.of(132), 884, 150)),
            Optional.of(new Trial("memory", 884, 2, true)),
            plain.error());
    assertEquals(record, InvocationJson.read(InvocationJson.write(record)));
  }
}
