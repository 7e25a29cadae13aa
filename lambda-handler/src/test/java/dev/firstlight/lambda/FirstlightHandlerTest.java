package dev.firstlight.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.Header;
import dev.firstlight.tensor.DataType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstlightHandlerTest {
  @TempDir Path folder;

  @Test
  void responseOverLambdasLimit_becomesAnErrorThatNamesIt() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.functionUrl())) {
      byte[] returned = function.invoke(LambdaEvents.functionUrl().event(zeros(1_500_000)));
      assertTrue(returned.length <= LocalRuntimeApi.MAX_RESPONSE_BYTES, "" + returned.length);
      Answer answer = LambdaEvents.functionUrl().answer(returned);
      assertEquals(413, answer.status(), answer::text);
      assertTrue(answer.text().contains("6291556"), answer::text);
      assertEquals(200, function.send(zeros(10)).status());
    }
  }

  @Test
  void responseJustBelowLambdasLimit_isPassedOn() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.functionUrl())) {
      byte[] returned = function.invoke(LambdaEvents.functionUrl().event(zeros(1_170_000)));
      assertTrue(returned.length > 6_200_000, "" + returned.length);
      assertTrue(returned.length <= LocalRuntimeApi.MAX_RESPONSE_BYTES, "" + returned.length);
      assertEquals(200, LambdaEvents.functionUrl().answer(returned).status());
    }
  }

  @Test
  void responseOverTheLoadBalancersLimit_becomesAnErrorThatNamesIt() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.loadBalancer())) {
      Answer answer = function.send(zeros(300_000));
      assertEquals(413, answer.status(), answer::text);
      assertTrue(answer.text().contains("1048576"), answer::text);
    }
  }

  @Test
  void handler_takesOverWhatTheProgramHasBegun_once() throws Exception {
    // This process's own environment names no model: what the handler serves is what was begun.
    FirstlightLambda.begin(
        Map.of(
            "FIRSTLIGHT_MODEL", TinyModels.tensors(folder.resolve("model")).toString(),
            "FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString()));
    new FirstlightHandler().close();
    assertTrue(FirstlightLambda.take().isEmpty());
  }

  @Test
  void beginningThatFails_leavesItToTheHandler() {
    FirstlightLambda.begin(Map.of("FIRSTLIGHT_POLICY", "sometimes"));
    assertTrue(FirstlightLambda.take().isEmpty());
  }

  @Test
  void settingsThatAreWrong_areAllInTheConstructorsException() {
    StartException e =
        assertThrows(
            StartException.class,
            () ->
                new FirstlightHandler(
                    Map.of("FIRSTLIGHT_POLICY", "sometimes", "FIRSTLIGHT_MODEL_", "x"),
                    line -> {}));
    String message = String.valueOf(e.getMessage());
    assertEquals(StartException.Kind.CONFIGURATION, e.kind());
    assertTrue(
        message.contains("FIRSTLIGHT_POLICY must be one of eager, lazy, before-snapshot"), message);
    assertTrue(message.contains("FIRSTLIGHT_MODEL is not set"), message);
    assertTrue(message.contains("did you mean FIRSTLIGHT_MODEL?"), message);
  }

  @ParameterizedTest
  @CsvSource({"on-demand,0", "provisioned-concurrency,5"})
  void predictionsAreWarmedUpOnlyWhereNoCallerWaits(String initialisation, int runs)
      throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", initialisation);
    environment.put("FIRSTLIGHT_MODEL", TinyModels.classifier(folder.resolve("model")).toString());
    environment.put("FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
    try (LocalFunction function = new LocalFunction(environment, LambdaEvents.direct())) {
      String settings = settings(function);
      assertTrue(settings.contains("\"warmupRuns\":" + runs + ","), settings);
      assertTrue(settings.contains("\"warmupRehearsal\":true"), settings);
    }
  }

  /** The settings in force, which are logged soon after the start. */
  private static String settings(LocalFunction function) throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      for (String line : function.log()) {
        if (line.contains("firstlight.settings/1")) {
          return line;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no settings logged: " + function.log());
  }

  @Test
  void directInvocationThatIsWrong_getsTheErrorWithItsStatus() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.direct())) {
      String returned = new String(function.invoke(utf8("{\"key1\":1}")), StandardCharsets.UTF_8);
      assertTrue(returned.startsWith("{\"error\":\""), returned);
      assertTrue(returned.endsWith(",\"status\":400}"), returned);
    }
  }

  @Test
  void eventsThatAreNoEvents_areAnsweredWith400() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.direct())) {
      for (String event :
          List.of(
              "",
              "null",
              "17",
              "\"text\"",
              "{",
              "{\"httpMethod\":17}",
              "{\"requestContext\":{\"http\":{}}}",
              "{\"body\":\"unfinished",
              "[".repeat(10_000))) {
        Answer answer = LambdaEvents.direct().answer(function.invoke(utf8(event)));
        assertEquals(400, answer.status(), () -> event + " -> " + answer.text());
      }
    }
  }

  @Test
  void bodyThatIsNotBase64_isAnsweredWith400() throws Exception {
    try (LocalFunction function = tensors(LambdaEvents.functionUrl())) {
      for (String body : List.of("@@@@", "AAAA=", "AAA", "A", "=", "AA AA", "\\ud800")) {
        String event =
            "{\"requestContext\":{\"http\":{\"method\":\"POST\"}},\"rawPath\":\"/predict\","
                + "\"isBase64Encoded\":true,\"body\":\""
                + body
                + "\"}";
        Answer answer = LambdaEvents.functionUrl().answer(function.invoke(utf8(event)));
        assertEquals(400, answer.status(), body);
      }
    }
  }

  @Test
  void streamThatCannotBeReset_isReadAllTheSame() throws Exception {
    byte[] event = RuntimeClientIT.tensorsOf(2);
    try (FirstlightHandler handler = new FirstlightHandler(environment(), line -> {})) {
      ByteArrayOutputStream returned = new ByteArrayOutputStream();
      handler.handleRequest(
          new SequenceInputStream(
              new ByteArrayInputStream(event, 0, 10),
              new ByteArrayInputStream(event, 10, event.length - 10)),
          returned,
          new LocalFunction.FixedContext(30_000));
      assertTrue(returned.toString(StandardCharsets.UTF_8).contains("outputs"), "" + returned);
    }
  }

  @Test
  void contextWithoutTimeLeft_isAnsweredWith504() throws Exception {
    try (FirstlightHandler handler = new FirstlightHandler(environment(), line -> {})) {
      ByteArrayOutputStream returned = new ByteArrayOutputStream();
      handler.handleRequest(
          new ByteArrayInputStream(RuntimeClientIT.tensorsOf(1)),
          returned,
          new LocalFunction.FixedContext(0));
      assertEquals(504, LambdaEvents.direct().answer(returned.toByteArray()).status());
    }
  }

  @Test
  void namedStage_isNoPartOfThePath() throws Exception {
    Map<String, String> environment = new HashMap<>(environment());
    environment.put(
        "FIRSTLIGHT_MODEL", TinyModels.classifier(folder.resolve("classifier")).toString());
    try (LocalFunction function = new LocalFunction(environment, LambdaEvents.httpApi("prod"))) {
      assertEquals(200, function.send(Call.get("/v2/health/ready")).status());
      assertEquals(
          200, function.send(Call.post("/predict", "image/jpeg", Samples.rocket())).status());
    }
  }

  private LocalFunction tensors(LambdaEvents events) throws Exception {
    return new LocalFunction(environment(), events);
  }

  private Map<String, String> environment() throws Exception {
    return Map.of(
        "FIRSTLIGHT_MODEL", TinyModels.tensors(folder.resolve("model")).toString(),
        "FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString());
  }

  /** Binary tensors, of which one has so many zeros; only that one is asked for, in binary. */
  private static Call zeros(int count) {
    StringBuilder inputs = new StringBuilder();
    int dataBytes = 0;
    for (var spec : TinyModels.tensorInputs()) {
      boolean scalar = spec.shape().rank() == 0;
      int elements = scalar ? 1 : spec.datatype() == DataType.FP32 ? count : 0;
      int bytes = elements * Math.max(0, spec.datatype().width());
      dataBytes += bytes;
      inputs
          .append(inputs.isEmpty() ? "" : ",")
          .append(
              String.format(
                  Locale.ROOT,
                  "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,"
                      + "\"parameters\":{\"binary_data_size\":%d}}",
                  spec.name(),
                  spec.datatype(),
                  scalar ? "[]" : "[1," + elements + "]",
                  bytes));
    }
    byte[] json =
        utf8(
            "{\"inputs\":["
                + inputs
                + "],\"outputs\":[{\"name\":\"fp32_out\",\"parameters\":{\"binary_data\":true}}]}");
    byte[] body = java.util.Arrays.copyOf(json, json.length + dataBytes);
    return Call.post("/v2/models/tiny-tensors/infer", "application/octet-stream", body)
        .with(Header.JSON_LENGTH, Integer.toString(json.length));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
