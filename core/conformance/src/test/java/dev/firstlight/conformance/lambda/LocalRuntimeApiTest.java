package dev.firstlight.conformance.lambda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalRuntimeApiTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final byte[] EVENT = "{\"key\":1}".getBytes(StandardCharsets.UTF_8);

  private final LocalRuntimeApi api = LocalRuntimeApi.start();
  private final RuntimeEndpoint endpoint = api.open();
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void event_reachesTheInstanceWithItsHeaders() throws Exception {
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    HttpResponse<byte[]> next = next();
    assertArrayEquals(EVENT, next.body());
    long deadline =
        Long.parseLong(next.headers().firstValue("Lambda-Runtime-Deadline-Ms").orElse("0"));
    assertTrue(deadline > System.currentTimeMillis(), "deadline " + deadline);
    assertTrue(next.headers().firstValue("Lambda-Runtime-Trace-Id").isPresent());
    assertTrue(next.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn").isPresent());
    assertEquals(202, post(invocation(next) + "/response", "done").statusCode());
    InvocationOutcome.Response response =
        assertInstanceOf(InvocationOutcome.Response.class, await(outcome));
    assertEquals("done", new String(response.bytes(), StandardCharsets.UTF_8));
    var timing = response.timing();
    assertTrue(timing.submittedNanos() <= timing.deliveredNanos(), timing::toString);
    assertTrue(timing.deliveredNanos() <= timing.respondedNanos(), timing::toString);
  }

  @Test
  void poll_waitsForTheEvent() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> poll =
        client.sendAsync(get("/runtime/invocation/next"), BodyHandlers.ofByteArray());
    assertInstanceOf(Initialisation.Ready.class, await(endpoint.initialisation()));
    assertTrue(!poll.isDone());
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    post(invocation(await(poll)) + "/response", "");
    assertInstanceOf(InvocationOutcome.Response.class, await(outcome));
  }

  @Test
  void functionError_carriesTypeAndBody() throws Exception {
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    HttpRequest error =
        HttpRequest.newBuilder(uri(invocation(next()) + "/error"))
            .header("Lambda-Runtime-Function-Error-Type", "Runtime.UserException")
            .POST(BodyPublishers.ofString("{\"errorMessage\":\"no\"}"))
            .build();
    assertEquals(202, client.send(error, BodyHandlers.ofString()).statusCode());
    InvocationOutcome.FunctionError failed =
        assertInstanceOf(InvocationOutcome.FunctionError.class, await(outcome));
    assertEquals("Runtime.UserException", failed.type());
    assertEquals("{\"errorMessage\":\"no\"}", failed.body());
  }

  @Test
  void unknownInvocation_isRefused() throws Exception {
    assertEquals(403, post("/runtime/invocation/none/response", "").statusCode());
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    String invocation = invocation(next());
    HttpResponse<String> refused = post("/runtime/invocation/none/response", "");
    assertEquals(400, refused.statusCode());
    assertTrue(refused.body().contains("InvalidRequestID"), refused::body);
    assertEquals(202, post(invocation + "/response", "").statusCode());
    assertInstanceOf(InvocationOutcome.Response.class, await(outcome));
    assertEquals(403, post(invocation + "/response", "again").statusCode());
  }

  @Test
  void pollBeforeTheAnswer_isRefused() throws Exception {
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    next();
    HttpResponse<byte[]> second = next();
    assertEquals(403, second.statusCode());
    endpoint.lost("the test is over");
    assertInstanceOf(InvocationOutcome.Lost.class, await(outcome));
  }

  @Test
  void responseOverTheLimit_isRefusedAndReported() throws Exception {
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    HttpRequest large =
        HttpRequest.newBuilder(uri(invocation(next()) + "/response"))
            .POST(BodyPublishers.ofByteArray(new byte[LocalRuntimeApi.MAX_RESPONSE_BYTES + 1]))
            .build();
    HttpResponse<String> refused = client.send(large, BodyHandlers.ofString());
    assertEquals(413, refused.statusCode());
    assertTrue(refused.body().contains("RequestEntityTooLarge"), refused::body);
    InvocationOutcome.FunctionError failed =
        assertInstanceOf(InvocationOutcome.FunctionError.class, await(outcome));
    assertEquals("Function.ResponseSizeTooLarge", failed.type());
    assertTrue(failed.body().contains("6291556"), failed::body);
  }

  @Test
  void eventOverTheLimit_reachesNobody() throws Exception {
    byte[] large = new byte[LocalRuntimeApi.MAX_EVENT_BYTES + 1];
    assertEquals(
        new InvocationOutcome.TooLarge(large.length), await(endpoint.invoke(large, TIMEOUT)));
  }

  @Test
  void initError_endsWhatWaitsAndWhatComes() throws Exception {
    var waiting = endpoint.invoke(EVENT, TIMEOUT);
    assertEquals(202, post("/runtime/init/error", "{\"errorMessage\":\"no\"}").statusCode());
    assertInstanceOf(Initialisation.Failed.class, await(endpoint.initialisation()));
    assertInstanceOf(InvocationOutcome.InitError.class, await(waiting));
    assertInstanceOf(InvocationOutcome.InitError.class, await(endpoint.invoke(EVENT, TIMEOUT)));
    assertEquals(403, next().statusCode());
  }

  @Test
  void initErrorAfterInit_isRefused() throws Exception {
    var outcome = endpoint.invoke(EVENT, TIMEOUT);
    post(invocation(next()) + "/response", "");
    await(outcome);
    assertEquals(403, post("/runtime/init/error", "{}").statusCode());
  }

  @Test
  void eventThatIsNotAnswered_timesOut() throws Exception {
    Duration little = Duration.ofMillis(1);
    var outcome = endpoint.invoke(EVENT, little);
    next();
    assertEquals(new InvocationOutcome.TimedOut(little), await(outcome));
  }

  @Test
  void restoredInstance_goesOnAtOnce() throws Exception {
    HttpResponse<String> restored =
        client.send(get("/runtime/restore/next"), BodyHandlers.ofString());
    assertEquals(200, restored.statusCode());
    assertEquals(202, post("/runtime/restore/error", "{}").statusCode());
  }

  @Test
  void instanceHeldAtItsSnapshot_goesOnWhenItIsRestored() throws Exception {
    endpoint.holdAtSnapshot();
    CompletableFuture<HttpResponse<String>> restored =
        client.sendAsync(get("/runtime/restore/next"), BodyHandlers.ofString());
    assertInstanceOf(Initialisation.Ready.class, await(endpoint.snapshot()));
    assertEquals(403, post("/runtime/restore/error", "{}").statusCode());
    assertTrue(!restored.isDone());
    endpoint.restore();
    assertEquals(200, await(restored).statusCode());
  }

  @Test
  void instanceThatFailsAfterItsRestoration_endsWhatWaits() throws Exception {
    var waiting = endpoint.invoke(EVENT, TIMEOUT);
    client.send(get("/runtime/restore/next"), BodyHandlers.ofString());
    assertEquals(403, post("/runtime/init/error", "{}").statusCode());
    assertEquals(202, post("/runtime/restore/error", "{}").statusCode());
    assertInstanceOf(InvocationOutcome.InitError.class, await(waiting));
    assertInstanceOf(Initialisation.Failed.class, await(endpoint.initialisation()));
  }

  @Test
  void instanceThatFailsBeforeItsSnapshot_neverStandsThere() throws Exception {
    assertEquals(403, post("/runtime/restore/error", "{}").statusCode());
    assertEquals(202, post("/runtime/init/error", "{}").statusCode());
    assertInstanceOf(Initialisation.Failed.class, await(endpoint.snapshot()));
  }

  @Test
  void unknownPath_isNotFound() throws Exception {
    assertEquals(404, post("/runtime/other", "").statusCode());
  }

  @Test
  void closedEndpoint_losesWhatWaitsAndWhatComes() throws Exception {
    var waiting = endpoint.invoke(EVENT, TIMEOUT);
    api.close();
    endpoint.close();
    assertInstanceOf(InvocationOutcome.Lost.class, await(waiting));
    assertInstanceOf(InvocationOutcome.Lost.class, await(endpoint.invoke(EVENT, TIMEOUT)));
  }

  private HttpResponse<byte[]> next() throws Exception {
    return client.send(get("/runtime/invocation/next"), BodyHandlers.ofByteArray());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(uri(path)).build();
  }

  private URI uri(String path) {
    return URI.create("http://" + endpoint.address() + "/2018-06-01" + path);
  }

  private static String invocation(HttpResponse<?> next) {
    String id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElse("missing");
    return "/runtime/invocation/" + id;
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(30, TimeUnit.SECONDS);
  }
}
