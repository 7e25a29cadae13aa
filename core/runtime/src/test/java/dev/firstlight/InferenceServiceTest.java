package dev.firstlight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.FakeRuntime.Script;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import dev.firstlight.fault.RequestException;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.PackageFile;
import dev.firstlight.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InferenceServiceTest {
  @TempDir Path folder;
  private final Script script = new Script(UUID.randomUUID().toString());
  private final List<String> log = new CopyOnWriteArrayList<>();

  @BeforeEach
  void makePackage() throws Exception {
    byte[] model = script.name.getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("model.fake"), model);
    writeManifest(new PackageFile("model.fake", model.length, sha256Of(model)));
  }

  private void writeManifest(PackageFile... files) throws IOException {
    Files.write(folder.resolve("model.json"), ManifestWriter.write(FakeRuntime.manifest(files)));
  }

  private ServiceConfig config() {
    return builder().build();
  }

  private ServiceConfig.Builder builder() {
    return ServiceConfig.builder(folder)
        .cacheDirectory(folder.resolve("cache"))
        .warmup(new ServiceConfig.Warmup(true, 1, Duration.ofSeconds(1)));
  }

  private InferenceService start(ServiceConfig config) {
    return InferenceService.start(config, log::add);
  }

  private static InferenceRequest instances(String json) {
    return InferenceRequest.predict(
        "application/json", ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void firstResponse_carriesTheWholeRecord() {
    try (InferenceService service = start(config());
        InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
      assertEquals(200, response.status(), response.text());
      assertEquals("true", response.header(Header.COLD).orElseThrow());
      ColdStartRecord record = ColdStartJson.read(response.header(Header.COLD_START).orElseThrow());
      assertEquals(
          Arrays.asList(Stage.values()),
          record.stages().stream().map(StageSpan::stage).sorted().toList());
      assertEquals(service.instance(), record.instance());
      assertTrue(
          response.header(Header.SERVER_TIMING).orElseThrow().contains("import;dur="),
          response.headers().toString());
      assertEquals(ColdStartJson.write(record), ColdStartJson.write(service.coldStart()));
    }
  }

  @Test
  void laterResponses_areWarmAndOfTheSameInstance() {
    try (InferenceService service = start(config())) {
      service.handle(instances("{\"instances\":[[1,2]]}")).close();
      try (InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
        assertEquals("false", response.header(Header.COLD).orElseThrow());
        assertEquals(Optional.empty(), response.header(Header.COLD_START));
        assertEquals(service.instance(), response.header(Header.INSTANCE).orElseThrow());
      }
    }
  }

  @Test
  void record_isLoggedExactlyOnce() {
    try (InferenceService service = start(config())) {
      for (int i = 0; i < 3; i++) {
        service.handle(instances("{\"instances\":[[1,2]]}")).close();
      }
    }
    assertEquals(1, records().size(), log.toString());
    assertTrue(records().get(0).span(Stage.PREDICT).isPresent());
  }

  @Test
  void record_noRequestEverCame_isLoggedAtTheEnd() {
    try (InferenceService service = start(config())) {
      service.coldStart();
    }
    assertEquals(1, records().size(), log.toString());
    assertTrue(records().get(0).span(Stage.PREDICT).isEmpty());
  }

  @Test
  void concurrentFirstRequests_shareOneColdStart() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    script.onLoad = Script.waitFor(loading);
    ExecutorService clients = Executors.newFixedThreadPool(8);
    try (InferenceService service = start(builder().policy(ServiceConfig.Policy.LAZY).build())) {
      List<Future<InferenceResponse>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(clients.submit(() -> service.handle(instances("{\"instances\":[[1,2]]}"))));
      }
      loading.countDown();
      int records = 0;
      for (Future<InferenceResponse> answer : answers) {
        try (InferenceResponse response = answer.get()) {
          assertEquals(200, response.status(), response.text());
          records += response.header(Header.COLD_START).isPresent() ? 1 : 0;
        }
      }
      assertEquals(1, script.loads.get());
      assertEquals(1, records);
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void lazy_nothingHappensBeforeTheFirstRequest() {
    try (InferenceService service = start(builder().policy(ServiceConfig.Policy.LAZY).build())) {
      assertEquals(0, script.loads.get());
      assertEquals(200, service.handle(InferenceRequest.get("/readyz")).status());
      service.handle(instances("{\"instances\":[[1,2]]}")).close();
      assertEquals(1, script.loads.get());
    }
  }

  @Test
  void readiness_comesWithTheEndOfTheColdStart() {
    CountDownLatch loading = new CountDownLatch(1);
    script.onLoad = Script.waitFor(loading);
    try (InferenceService service = start(config())) {
      assertEquals(503, service.handle(InferenceRequest.get("/readyz")).status());
      assertEquals(200, service.handle(InferenceRequest.get("/livez")).status());
      loading.countDown();
      service.coldStart();
      assertEquals(200, service.handle(InferenceRequest.get("/v2/health/ready")).status());
      assertEquals(200, service.handle(InferenceRequest.get("/v2/models/echo/ready")).status());
      assertEquals(404, service.handle(InferenceRequest.get("/v2/models/other/ready")).status());
    }
  }

  @Test
  void wrongDigest_everyRequestGetsTheSameAnswer() throws Exception {
    writeManifest(new PackageFile("model.fake", script.name.length(), "00".repeat(32)));
    try (InferenceService service = start(config())) {
      String first = assertUnavailable(service);
      assertTrue(first.contains("cold start failed in verify"), first);
      assertTrue(first.contains("model.fake"), first);
      assertEquals(first, assertUnavailable(service));
      assertEquals(503, service.handle(InferenceRequest.get("/readyz")).status());
      assertEquals(200, service.handle(InferenceRequest.get("/livez")).status());
      assertThrows(StartException.class, service::coldStart);
    }
    assertEquals("verify", records().get(0).failure().orElseThrow().stage());
  }

  @Test
  void largeLocalFile_damaged_isFoundOutThoughTheModelLoadsMeanwhile() throws Exception {
    writeLargeFile("00".repeat(32));
    try (InferenceService service = start(config())) {
      String error = assertUnavailable(service);
      assertTrue(error.contains("cold start failed in verify"), error);
      assertTrue(error.contains("weights.bin"), error);
      assertEquals(0, script.openModels.get());
    }
  }

  @Test
  void largeLocalFile_damagedAndTheLoadFails_theDamageIsToBlame() throws Exception {
    writeLargeFile("00".repeat(32));
    script.onLoad =
        () -> {
          throw new StartException(StartException.Kind.MODEL, "weights that make no sense");
        };
    try (InferenceService service = start(config())) {
      String error = assertUnavailable(service);
      assertTrue(error.contains("cold start failed in verify"), error);
    }
  }

  @Test
  void largeLocalFile_isVerifiedBeforeAnybodyIsAnswered() throws Exception {
    byte[] weights = writeLargeFile(null);
    try (InferenceService service = start(config());
        InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
      assertEquals(200, response.status(), response.text());
      StageSpan verify = service.coldStart().span(Stage.VERIFY).orElseThrow();
      assertTrue(verify.bytes() > weights.length, verify.toString());
      assertTrue(verify.endMillis() <= service.coldStart().readyMillis(), verify.toString());
    }
  }

  @Test
  void startFails_leavesNoThread() throws Exception {
    script.onLoad =
        () -> {
          throw new StartException(StartException.Kind.MODEL, "a damaged graph");
        };
    writeLargeFile(null);
    try (InferenceService service = start(config())) {
      assertUnavailable(service);
    }
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("firstlight-start")) {
        thread.join(10_000);
        assertFalse(thread.isAlive(), Arrays.toString(thread.getStackTrace()));
      }
    }
  }

  /** A second file of the artifact, so large that it is verified while the model loads. */
  private byte[] writeLargeFile(@Nullable String sha256) throws Exception {
    byte[] model = script.name.getBytes(StandardCharsets.UTF_8);
    byte[] weights = new byte[17 << 20];
    Files.write(folder.resolve("weights.bin"), weights);
    writeManifest(
        new PackageFile("model.fake", model.length, sha256Of(model)),
        new PackageFile(
            "weights.bin", weights.length, sha256 == null ? sha256Of(weights) : sha256));
    return weights;
  }

  private static String sha256Of(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void loadFails_theAnswerNamesStageAndCause() {
    script.onLoad =
        () -> {
          throw new StartException(StartException.Kind.MODEL, "a damaged graph");
        };
    try (InferenceService service = start(config())) {
      String error = assertUnavailable(service);
      assertTrue(error.contains("cold start failed in load: a damaged graph"), error);
    }
  }

  @Test
  void warmupWithMadeUpNumbersIsRefused_theModelServesAllTheSame() {
    script.onRun =
        () -> {
          script.onRun = () -> {};
          throw RequestException.bad("the model takes other numbers");
        };
    try (InferenceService service = start(config())) {
      service.coldStart();
      try (InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
        assertEquals(200, response.status(), response::text);
      }
    }
    assertEquals(2, script.runs.get());
  }

  @Test
  void requestWaitsForTheModel_nothingIsWarmedUpBeforeIt() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    script.onLoad = FakeRuntime.Script.waitFor(asked);
    try (InferenceService service = start(config())) {
      FutureTask<Integer> status = waitingRequest(service);
      asked.countDown();
      assertEquals(200, status.get(10, TimeUnit.SECONDS));
    }
    assertEquals(1, script.runs.get());
  }

  @Test
  void requestComesWhileTheModelWarmsUp_onlyTheRunUnderWayIsEnded() throws Exception {
    CountDownLatch warming = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    script.onRun =
        () -> {
          warming.countDown();
          FakeRuntime.Script.waitFor(asked).run();
        };
    ServiceConfig config =
        builder().warmup(new ServiceConfig.Warmup(true, 1000, Duration.ofSeconds(30))).build();
    try (InferenceService service = start(config)) {
      assertTrue(warming.await(10, TimeUnit.SECONDS));
      FutureTask<Integer> status = waitingRequest(service);
      asked.countDown();
      assertEquals(200, status.get(10, TimeUnit.SECONDS));
    }
    assertEquals(2, script.runs.get());
  }

  @Test
  void warmupFails_theModelIsFreed() {
    script.onRun =
        () -> {
          throw new IllegalStateException("no kernel");
        };
    try (InferenceService service = start(config())) {
      assertThrows(StartException.class, service::coldStart);
      String error = assertUnavailable(service);
      assertTrue(error.contains("warmup"), error);
      assertEquals(0, script.openModels.get());
    }
  }

  @Test
  void noPackage_theAnswerSaysWhatToDo() throws Exception {
    Files.delete(folder.resolve("model.json"));
    try (InferenceService service = start(config())) {
      String error = assertUnavailable(service);
      assertTrue(error.contains("has no model.json"), error);
    }
  }

  @Test
  void fatalError_comesOutOfTheService() {
    script.onLoad =
        () -> {
          throw new OutOfMemoryError("made for a test");
        };
    try (InferenceService service = start(config())) {
      assertThrows(OutOfMemoryError.class, service::coldStart);
      assertThrows(
          OutOfMemoryError.class, () -> service.handle(instances("{\"instances\":[[1,2]]}")));
    }
  }

  @Test
  void modelThrows_theClientGetsAnIdThatTheLogHas() {
    try (InferenceService service = start(config())) {
      service.coldStart();
      script.onRun =
          () -> {
            throw new IllegalStateException("secret detail");
          };
      try (InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
        assertEquals(500, response.status());
        assertFalse(response.text().contains("secret"), response.text());
        String id = response.text().replaceAll(".*id ([0-9a-f-]{36}).*", "$1");
        assertTrue(
            log.stream().anyMatch(line -> line.contains(id) && line.contains("secret detail")),
            log.toString());
      }
      script.onRun = () -> {};
      assertEquals(200, service.handle(instances("{\"instances\":[[1,2]]}")).status());
      assertEquals(1, script.openOutputs.get(), "the open response alone holds outputs");
    }
  }

  @Test
  void deadlineOfThePlatform_passedBeforeInference_is504() {
    try (InferenceService service = start(config())) {
      service.coldStart();
      int before = script.runs.get();
      InferenceRequest late =
          new InferenceRequest(
              "POST",
              "/predict",
              name -> name.equalsIgnoreCase("content-type") ? "application/json" : null,
              ByteBuffer.wrap("{\"instances\":[[1,2]]}".getBytes(StandardCharsets.UTF_8)),
              System.nanoTime(),
              Optional.of(Instant.now().minusMillis(1)));
      assertEquals(504, service.handle(late).status());
      assertEquals(before, script.runs.get());
    }
  }

  @Test
  void timeoutOfTheClient_passesDuringTheColdStart_is504() {
    CountDownLatch loading = new CountDownLatch(1);
    script.onLoad = Script.waitFor(loading);
    try (InferenceService service = start(config())) {
      InferenceRequest hasty =
          new InferenceRequest(
              "POST",
              "/predict",
              name -> name.equals(Header.TIMEOUT) ? "5" : "application/json",
              ByteBuffer.allocate(0),
              System.nanoTime(),
              Optional.empty());
      assertEquals(504, service.handle(hasty).status());
      loading.countDown();
    }
  }

  @Test
  void bodyOverTheLimit_is413AndNamesIt() {
    ServiceConfig small =
        builder().limits(new ServiceConfig.Limits(10, 4, 1_000_000, 1_000_000)).build();
    try (InferenceService service = start(small);
        InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
      assertEquals(413, response.status());
      assertTrue(response.text().contains("the limit is 10"), response.text());
    }
  }

  @Test
  void otherModelOrVersion_is404AndNamesThisOne() {
    try (InferenceService service = start(config())) {
      InferenceResponse response = service.handle(InferenceRequest.get("/v2/models/other"));
      assertEquals(404, response.status());
      assertTrue(response.text().contains("\\\"echo\\\""), response.text());
      assertEquals(
          404, service.handle(InferenceRequest.get("/v2/models/echo/versions/2")).status());
      assertEquals(
          200, service.handle(InferenceRequest.get("/v2/models/echo/versions/1")).status());
    }
  }

  @Test
  void wrongMethod_is405WithAllow() {
    try (InferenceService service = start(config())) {
      InferenceResponse response = service.handle(InferenceRequest.get("/predict"));
      assertEquals(405, response.status());
      assertEquals("POST", response.header(Header.ALLOW).orElseThrow());
    }
  }

  @Test
  void queueFull_refusedByTheAdapter_is429WithRetryAfter() {
    try (InferenceService service = start(config())) {
      InferenceResponse response =
          service.refuse(
              new RequestException(RequestException.Kind.OVERLOADED, "64 requests wait"));
      assertEquals(429, response.status());
      assertTrue(response.header(Header.RETRY_AFTER).isPresent());
      assertTrue(response.header(Header.INSTANCE).isPresent());
    }
  }

  @Test
  void predict_embedded_returnsTensorsThatOutliveTheCall() {
    try (InferenceService service = start(config())) {
      Prediction prediction =
          service.predict(new Input.Row(List.of(Tensor.of("x", new float[] {3, 4}, 2))));
      Prediction.Tensors tensors = (Prediction.Tensors) prediction;
      assertEquals(4f, tensors.tensors().get(0).floats()[1]);
      assertEquals(0, script.openOutputs.get());
      assertTrue(service.coldStart().span(Stage.PREDICT).isPresent());
    }
  }

  @Test
  void predict_severalSamples_runsTheModelOnce() {
    try (InferenceService service = start(config())) {
      service.coldStart();
      int before = script.runs.get();
      Input sample = new Input.Row(List.of(Tensor.of("x", new float[] {3, 4}, 2)));
      assertEquals(3, service.predict(List.of(sample, sample, sample)).size());
      assertEquals(before + 1, script.runs.get());
    }
  }

  @Test
  void closed_answersThatItIsShuttingDown() {
    InferenceService service = start(config());
    service.coldStart();
    service.close();
    service.close();
    assertEquals(503, service.handle(instances("{\"instances\":[[1,2]]}")).status());
    assertEquals(0, script.openModels.get());
    assertFalse(service.isReady());
  }

  @Test
  void closed_duringTheColdStart_freesTheModelAfterIt() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch loaded = new CountDownLatch(1);
    script.onLoad = Script.waitFor(loading);
    script.onRun = loaded::countDown;
    InferenceService service = start(config());
    service.close();
    loading.countDown();
    loaded.await();
    while (script.openModels.get() > 0) {
      Thread.onSpinWait();
    }
  }

  /** Returns when the request waits for the model. */
  private static FutureTask<Integer> waitingRequest(InferenceService service) {
    FutureTask<Integer> status =
        new FutureTask<>(
            () -> {
              try (InferenceResponse response =
                  service.handle(instances("{\"instances\":[[1,2]]}"))) {
                return response.status();
              }
            });
    Thread caller = new Thread(status);
    caller.start();
    while (caller.getState() != Thread.State.TIMED_WAITING && !status.isDone()) {
      Thread.onSpinWait();
    }
    return status;
  }

  private static String assertUnavailable(InferenceService service) {
    try (InferenceResponse response = service.handle(instances("{\"instances\":[[1,2]]}"))) {
      assertEquals(503, response.status(), response.text());
      return response.text();
    }
  }

  private List<ColdStartRecord> records() {
    return log.stream()
        .filter(line -> line.contains(ColdStartRecord.SCHEMA))
        .map(ColdStartJson::read)
        .toList();
  }

  /** Whatever happens on the way of an answer, there is one. */
  @Test
  void releaseThrows_theErrorIsStillAnswered() {
    try (InferenceService service = start(config())) {
      service.coldStart();
      script.onClose =
          () -> {
            throw new IllegalStateException("cannot be released");
          };
      script.rows = 5; // which do not belong to two samples, so that the answer fails
      try (InferenceResponse response =
          service.handle(instances("{\"instances\":[[1,2],[3,4]]}"))) {
        assertEquals(400, response.status(), response.text());
      }
      assertTrue(
          log.stream().anyMatch(line -> line.contains("cannot be released")), log.toString());
      script.onClose = () -> {};
    }
  }

  @Test
  void logThrows_theErrorIsStillAnswered() {
    EventLog full =
        line -> {
          if (line.contains("firstlight.error/1")) {
            throw new IllegalStateException("disk full");
          }
        };
    try (InferenceService service = InferenceService.start(config(), full)) {
      service.coldStart();
      script.onRun =
          () -> {
            throw new IllegalStateException("broken");
          };
      assertEquals(500, service.handle(instances("{\"instances\":[[1,2]]}")).status());
      script.onRun = () -> {};
    }
  }

  @Test
  void coldStart_failed_throwsTheKindOfItsCause() throws Exception {
    script.onLoad =
        () -> {
          throw new StartException(StartException.Kind.RUNTIME, "no such instruction");
        };
    assertEquals(StartException.Kind.RUNTIME, startFailure().kind());
    script.onLoad =
        () -> {
          throw new IllegalStateException("a damaged graph");
        };
    assertEquals(StartException.Kind.MODEL, startFailure().kind());
    writeManifest(new PackageFile("model.fake", script.name.length(), "00".repeat(32)));
    assertEquals(StartException.Kind.DIGEST, startFailure().kind());
    Files.delete(folder.resolve("model.json"));
    StartException absent = startFailure();
    assertEquals(StartException.Kind.PACKAGE, absent.kind());
    assertTrue(
        absent.getMessage().startsWith("cold start failed in download: "), absent.getMessage());
  }

  private StartException startFailure() {
    try (InferenceService service = start(config())) {
      return assertThrows(StartException.class, service::coldStart);
    }
  }
}
