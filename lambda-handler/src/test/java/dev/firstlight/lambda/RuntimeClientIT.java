package dev.firstlight.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.lambda.InvocationOutcome;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.model.TinyModels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the handler gets on with the real runtime interface client, beyond single requests. */
class RuntimeClientIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final LocalRuntimeApi api = LocalRuntimeApi.start();

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void eagerColdStart_isOverBeforeTheFirstEvent() throws Exception {
    try (LambdaProcess instance = FunctionConformance.start(api, environment(Map.of()))) {
      assertInstanceOf(Initialisation.Ready.class, await(instance.initialisation()));
      InvocationOutcome outcome = await(instance.invoke(tensorsOf(1), TIMEOUT));
      assertInstanceOf(InvocationOutcome.Response.class, outcome);
      List<String> records = records(instance);
      assertEquals(1, records.size(), instance.process()::tail);
      assertTrue(records.get(0).contains("\"target\":\"lambda\""), records.get(0));
    }
  }

  @Test
  void managedRuntime_whichRunsTheClientItself_findsTheHandlerToo() throws Exception {
    LambdaFunction function =
        FunctionConformance.function(environment(Map.of()))
            .withProgram(LambdaProcess.RUNTIME_CLIENT);
    try (LambdaProcess instance =
        LambdaProcess.start(api, FunctionConformance.classPath(), function)) {
      InvocationOutcome outcome = await(instance.invoke(tensorsOf(1), TIMEOUT));
      assertInstanceOf(InvocationOutcome.Response.class, outcome);
      assertEquals(1, records(instance).size(), instance.process()::tail);
    }
  }

  @Test
  void handlerThatIsNotOurs_beginsNoColdStart() throws Exception {
    LambdaFunction function =
        LambdaFunction.of("example.Absent", environment(Map.of()))
            .withProgram(FirstlightLambda.class.getName());
    try (LambdaProcess instance =
        LambdaProcess.start(api, FunctionConformance.classPath(), function)) {
      InvocationOutcome outcome = await(instance.invoke(tensorsOf(1), TIMEOUT));
      assertInstanceOf(InvocationOutcome.FunctionError.class, outcome);
      assertEquals(List.of(), records(instance));
    }
  }

  private static List<String> records(LambdaProcess instance) {
    return instance.process().lines().stream()
        .filter(line -> line.contains("firstlight.coldstart/1"))
        .toList();
  }

  @Test
  void wrongSetting_isReportedAsInitErrorAndEndsTheProcess() throws Exception {
    Map<String, String> wrong = Map.of("FIRSTLIGHT_MODLE", "x", "FIRSTLIGHT_THREADS", "many");
    try (LambdaProcess instance = FunctionConformance.start(api, environment(wrong))) {
      Initialisation.Failed failed =
          assertInstanceOf(Initialisation.Failed.class, await(instance.initialisation()));
      assertTrue(failed.body().contains("did you mean FIRSTLIGHT_MODEL?"), failed::body);
      assertTrue(failed.body().contains("FIRSTLIGHT_THREADS must be"), failed::body);
      assertEquals(1, instance.process().awaitExit(PATIENCE));
      InvocationOutcome outcome = await(instance.invoke(tensorsOf(1), TIMEOUT));
      assertInstanceOf(InvocationOutcome.InitError.class, outcome);
    }
  }

  @Test
  void cpuShare_comesFromTheMemorySize() throws Exception {
    LambdaFunction function = FunctionConformance.function(environment(Map.of())).withMemory(885);
    try (LambdaProcess instance =
        LambdaProcess.start(api, FunctionConformance.classPath(), function)) {
      await(instance.invoke(tensorsOf(1), TIMEOUT));
      assertTrue(
          instance.process().lines().stream().anyMatch(line -> line.contains("\"cpuShare\":0.5")),
          instance.process()::tail);
    }
  }

  @Test
  void managedInstance_servesSeveralEventsAtATime() throws Exception {
    LambdaFunction function =
        FunctionConformance.function(environment(Map.of())).withConcurrency(4);
    try (LambdaProcess instance =
        LambdaProcess.start(api, FunctionConformance.classPath(), function)) {
      List<CompletableFuture<InvocationOutcome>> sent = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        sent.add(instance.invoke(tensorsOf(1 + i % 3), TIMEOUT));
      }
      for (CompletableFuture<InvocationOutcome> one : sent) {
        assertInstanceOf(InvocationOutcome.Response.class, await(one));
      }
    }
  }

  @Test
  void terminatedInstance_freesTheModelAndEnds() throws Exception {
    try (LambdaProcess instance = FunctionConformance.start(api, environment(Map.of()))) {
      await(instance.invoke(tensorsOf(1), TIMEOUT));
      instance.process().terminate();
      assertEquals(143, instance.process().awaitExit(PATIENCE));
      assertInstanceOf(InvocationOutcome.Lost.class, await(instance.invoke(tensorsOf(1), TIMEOUT)));
    }
  }

  private Map<String, String> environment(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>(more);
    environment.put("FIRSTLIGHT_MODEL", TinyModels.tensors(folder.resolve("model")).toString());
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
    return environment;
  }

  /** A direct invocation with tensors of so many rows. */
  static byte[] tensorsOf(int rows) {
    StringBuilder inputs = new StringBuilder();
    for (var spec : TinyModels.tensorInputs()) {
      boolean scalar = spec.shape().rank() == 0;
      String element =
          switch (spec.datatype()) {
            case BOOL -> "true";
            case BYTES -> "\"light\"";
            default -> "1";
          };
      inputs
          .append(inputs.isEmpty() ? "" : ",")
          .append("{\"name\":\"%s\",\"datatype\":\"%s\"".formatted(spec.name(), spec.datatype()))
          .append(",\"shape\":")
          .append(scalar ? "[]" : "[" + rows + ",1]")
          .append(",\"data\":[")
          .append(scalar ? element : String.join(",", java.util.Collections.nCopies(rows, element)))
          .append("]}");
    }
    return ("{\"inputs\":[" + inputs + "]}").getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
