package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** HTTP/2 without TLS: from the first byte, as behind Cloud Run, and by upgrade. */
final class Http2Test {
  private final ServerFixture fixture =
      new ServerFixture("max-body", "16MB", "queue", "6", "idle-timeout", "2s");
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client =
      vertx.createHttpClient(
          new HttpClientOptions()
              .setProtocolVersion(HttpVersion.HTTP_2)
              .setHttp2ClearTextUpgrade(false)
              .setDefaultHost("127.0.0.1")
              .setDefaultPort(fixture.server.port()));

  private record Answer(int status, String text) {}

  @AfterEach
  void close() throws Exception {
    fixture.inferences.gate.countDown();
    fixture.assertNothingHeld();
    client.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    vertx.close().toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
    fixture.close();
  }

  @Test
  void body_arrivesWhole() throws Exception {
    byte[] body = random(6_000_000);
    assertEquals(
        new Answer(200, FakeInferences.description("POST", "/predict", body)),
        post("/predict", body));
  }

  @Test
  void body_tooLarge_isRefused() throws Exception {
    assertEquals(413, post("/predict", random(20 << 20)).status());
    assertEquals(200, post("/predict", random(10)).status());
  }

  @Test
  void firstTensor_behindJson_beginsAligned() throws Exception {
    fixture.inferences.predict =
        request ->
            fixture.inferences.json(
                200, request.body().isDirect() + " " + request.body().alignmentOffset(99, 64));
    HttpClientRequest request = request(HttpMethod.POST, "/v2/models/m/infer");
    request.putHeader("inference-header-content-length", "99");
    assertEquals("true 0", answer(request, random(200_000)).text());
  }

  @Test
  void requests_atOnce_shareOneConnection() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    List<java.util.concurrent.CompletableFuture<HttpClientResponse>> responses = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      HttpClientRequest request = request(HttpMethod.POST, "/predict");
      responses.add(
          request.send(Buffer.buffer(random(i * 1000))).toCompletionStage().toCompletableFuture());
    }
    Await.until(
        "the rest is refused",
        () -> responses.stream().filter(response -> response.isDone()).count() == 4);
    assertEquals(1, fixture.server.connections().count());
    gate.countDown();
    long fine = 0;
    for (var response : responses) {
      fine += response.get(5, TimeUnit.SECONDS).statusCode() == 200 ? 1 : 0;
    }
    assertEquals(8, fine);
  }

  @Test
  void stream_resetWhileAWorkerIsBusyWithIt_leavesNothing() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    HttpClientRequest request = request(HttpMethod.POST, "/predict");
    var response = request.send(Buffer.buffer("abc")).toCompletionStage().toCompletableFuture();
    Await.until("the worker is busy", () -> fixture.server.queue().running() == 1);
    request.reset();
    assertThrows(Exception.class, () -> response.get(5, TimeUnit.SECONDS));
    gate.countDown();
    fixture.assertNothingHeld();
    assertEquals(200, post("/predict", random(10)).status());
  }

  @Test
  void stream_resetInTheMiddleOfItsBody_leavesNothing() throws Exception {
    HttpClientRequest request = request(HttpMethod.POST, "/predict");
    request.putHeader("content-length", "1000000");
    request.write(Buffer.buffer(random(10_000)));
    Await.until("memory is taken", () -> fixture.server.queue().reservedBytes() > 0);
    request.reset();
    fixture.assertNothingHeld();
  }

  @Test
  void stream_resetInTheMiddleOfItsResponse_leavesNothing() throws Exception {
    ByteBuffer huge = ByteBuffer.allocateDirect(64 << 20);
    fixture.inferences.predict = request -> fixture.inferences.respond(200, List.of(huge));
    HttpClientRequest request = request(HttpMethod.POST, "/predict");
    HttpClientResponse response =
        request
            .send(Buffer.buffer("abc"))
            .onSuccess(HttpClientResponse::pause)
            .toCompletionStage()
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);
    assertEquals(1, fixture.inferences.unclosed.get());
    response.request().reset();
    fixture.assertNothingHeld();
    fixture.inferences.predict = fixture.inferences::describe;
    assertEquals(200, post("/predict", random(10)).status());
  }

  @Test
  void connection_idle_isClosed() throws Exception {
    assertEquals(200, post("/predict", random(10)).status());
    Await.until("it is closed", () -> fixture.server.connections().count() == 0);
  }

  @Test
  void upgrade_fromHttp1_withABody_arrivesWhole() throws Exception {
    byte[] body = random(300_000);
    // The JDK's client asks for an upgrade with the first request.
    java.net.http.HttpClient jdk = java.net.http.HttpClient.newHttpClient();
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> response =
          jdk.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + fixture.server.port() + "/predict"))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(FakeInferences.description("POST", "/predict", body), response.body());
      assertEquals(java.net.http.HttpClient.Version.HTTP_2, response.version());
    }
  }

  @Test
  void upgrade_fromHttp1_withTooLargeABody_isRefused() throws Exception {
    java.net.http.HttpClient jdk = java.net.http.HttpClient.newHttpClient();
    HttpResponse<String> response =
        jdk.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + fixture.server.port() + "/predict"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[20 << 20]))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(413, response.statusCode());
  }

  @Test
  void drain_answersWhatIsOnItsWayAndEnds() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    HttpClientRequest request = request(HttpMethod.POST, "/predict");
    var response = request.send(Buffer.buffer("abc")).toCompletionStage().toCompletableFuture();
    Await.until("the worker is busy", () -> fixture.server.queue().running() == 1);
    fixture.server.drain();
    gate.countDown();
    assertEquals(200, response.get(5, TimeUnit.SECONDS).statusCode());
    assertEquals(0, fixture.server.ended().get(10, TimeUnit.SECONDS));
  }

  private Answer post(String path, byte[] body) throws Exception {
    return answer(request(HttpMethod.POST, path), body);
  }

  private HttpClientRequest request(HttpMethod method, String path) throws Exception {
    return client
        .request(method, path)
        .toCompletionStage()
        .toCompletableFuture()
        .get(5, TimeUnit.SECONDS);
  }

  private static Answer answer(HttpClientRequest request, byte[] body) throws Exception {
    return request
        .send(Buffer.buffer(body))
        .compose(
            response ->
                response.body().map(text -> new Answer(response.statusCode(), text.toString())))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
