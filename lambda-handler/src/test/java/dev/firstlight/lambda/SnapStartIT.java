package dev.firstlight.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.ColdStartRecord.Restore;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.lambda.InvocationOutcome;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.OpenFiles;
import dev.firstlight.conformance.store.LocalHttp;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.inference.Header;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real runtime interface client in its SnapStart mode. The process is not copied: it stands
 * where the snapshot would be made, and goes on as if it had been restored.
 */
class SnapStartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path folder;

  private final LocalRuntimeApi api = LocalRuntimeApi.start();

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void restoredInstance_isAnotherOneWhoseRecordTellsOfTheSnapshot() throws Exception {
    try (LambdaProcess instance = start(Map.of())) {
      assertInstanceOf(Initialisation.Ready.class, await(instance.snapshot()), tail(instance));
      ColdStartRecord before = records(instance).get(0);
      assertEquals("before-snapshot", before.policy());
      assertTrue(before.restore().isEmpty());
      assertTrue(before.span(Stage.WARMUP).isPresent(), "loaded and warm before the snapshot");
      assertTrue(before.span(Stage.PREDICT).isEmpty());

      instance.restore();
      Answer first = predict(instance);
      Answer second = predict(instance);

      ColdStartRecord after = ColdStartJson.read(first.header(Header.COLD_START).orElseThrow());
      Restore restore = after.restore().orElseThrow();
      assertEquals("snap-start", restore.mechanism());
      assertEquals(before.instance(), restore.snapshotInstance());
      assertNotEquals(before.instance(), after.instance());
      assertTrue(restore.ageMillis() >= 0, restore::toString);
      assertEquals(before.readyMillis(), after.readyMillis());
      assertEquals(
          before.stages(),
          after.stages().stream()
              .filter(span -> span.stage() != Stage.DECODE && span.stage() != Stage.PREDICT)
              .toList());
      assertTrue(
          after.span(Stage.PREDICT).orElseThrow().startMillis() >= restore.checkpointMillis());
      assertEquals("true", first.header(Header.COLD).orElse(""));
      assertEquals("false", second.header(Header.COLD).orElse(""));
      assertEquals(after.instance(), first.header(Header.INSTANCE).orElse(""));
      assertEquals(after.instance(), second.header(Header.INSTANCE).orElse(""));
      assertEquals(
          2, records(instance).size(), "one of the snapshot, one of the restored instance");
    }
  }

  @Test
  void timeThatTheSnapshotLay_isInNoOffset() throws Exception {
    try (LambdaProcess instance = start(Map.of())) {
      await(instance.snapshot());
      long aged = 1_000;
      CompletableFuture.runAsync(
              instance::restore, CompletableFuture.delayedExecutor(aged, TimeUnit.MILLISECONDS))
          .get();
      ColdStartRecord record =
          ColdStartJson.read(predict(instance).header(Header.COLD_START).orElseThrow());
      Restore restore = record.restore().orElseThrow();
      assertTrue(restore.ageMillis() >= aged - 1, restore::toString);
      double predicted = record.span(Stage.PREDICT).orElseThrow().startMillis();
      assertTrue(
          predicted - restore.checkpointMillis() < restore.ageMillis(),
          () -> predicted + " after " + restore);
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "sockets and files are read from procfs")
  void instanceAtItsSnapshot_holdsNoSocketToItsStoreAndNoFileOfThePackage() throws Exception {
    Path model = TinyModels.tensors(folder.resolve("model"));
    try (LocalStore store = LocalHttp.start()) {
      store.bucket("models");
      URI address = store.serve("models", "tiny", model);
      try (LambdaProcess instance = start(Map.of("FIRSTLIGHT_MODEL", address.toString()))) {
        assertInstanceOf(Initialisation.Ready.class, await(instance.snapshot()), tail(instance));
        long pid = instance.process().pid();
        // The JVM keeps an idle connection for five seconds; a copy would see its age.
        long giveUp = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!OpenFiles.of(pid).connectedTo(address.getPort()).isEmpty()) {
          assertTrue(System.nanoTime() < giveUp, "a connection to the store is held");
          LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        OpenFiles open = OpenFiles.of(pid);
        assertEquals(
            List.of(), open.below(folder.toRealPath()), "files of the package or its cache");
        instance.restore();
        predict(instance);
      }
    }
  }

  @Test
  void coldStartThatFails_leavesNoSnapshot() throws Exception {
    Path model = TinyModels.tensors(folder.resolve("model"));
    Files.writeString(model.resolve("model.onnx"), "damaged");
    try (LambdaProcess instance = start(Map.of("FIRSTLIGHT_MODEL", model.toString()))) {
      Initialisation.Failed failed =
          assertInstanceOf(Initialisation.Failed.class, await(instance.snapshot()), tail(instance));
      assertEquals("Runtime.BeforeCheckpointError", failed.type());
      assertEquals(64, instance.process().awaitExit(PATIENCE));
      assertTrue(
          instance.process().lines().stream()
              .anyMatch(line -> line.contains("no snapshot of an instance that cannot serve")),
          tail(instance));
    }
  }

  @Test
  void lazyInstance_loadsAfterItsRestoration() throws Exception {
    try (LambdaProcess instance = start(Map.of("FIRSTLIGHT_POLICY", "lazy"))) {
      await(instance.snapshot());
      assertFalse(
          instance.process().lines().stream().anyMatch(line -> line.contains("coldstart/1")));
      instance.restore();
      ColdStartRecord record =
          ColdStartJson.read(predict(instance).header(Header.COLD_START).orElseThrow());
      assertEquals("lazy", record.policy());
      assertTrue(
          record.span(Stage.LOAD).orElseThrow().startMillis()
              >= record.restore().orElseThrow().checkpointMillis());
    }
  }

  private LambdaProcess start(Map<String, String> more) throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
    environment.putAll(more);
    if (!more.containsKey("FIRSTLIGHT_MODEL")) {
      environment.put("FIRSTLIGHT_MODEL", TinyModels.tensors(folder.resolve("model")).toString());
    }
    LambdaFunction function = FunctionConformance.function(environment).withSnapStart();
    return LambdaProcess.start(api, FunctionConformance.classPath(), function);
  }

  private static Answer predict(LambdaProcess instance) throws Exception {
    byte[] event =
        LambdaEvents.functionUrl()
            .event(Call.post("/predict", "application/json", RuntimeClientIT.tensorsOf(1)));
    InvocationOutcome outcome = await(instance.invoke(event, TIMEOUT));
    InvocationOutcome.Response response =
        assertInstanceOf(InvocationOutcome.Response.class, outcome, tail(instance));
    Answer answer = LambdaEvents.functionUrl().answer(response.bytes());
    assertEquals(200, answer.status(), answer::text);
    return answer;
  }

  private static List<ColdStartRecord> records(LambdaProcess instance) {
    return instance.process().lines().stream()
        .filter(line -> line.contains(ColdStartRecord.SCHEMA))
        .map(ColdStartJson::read)
        .toList();
  }

  private static String tail(LambdaProcess instance) {
    return instance.process().tail();
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
