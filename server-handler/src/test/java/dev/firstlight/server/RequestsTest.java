package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests as they should be, over HTTP/1.1. */
final class RequestsTest {
  private final ServerFixture fixture = new ServerFixture("max-body", "16MB");

  @AfterEach
  void close() {
    fixture.assertNothingHeld();
    fixture.close();
  }

  @Test
  void body_ofDeclaredLength_arrivesWhole() throws Exception {
    byte[] body = random(3_000_001);
    try (RawClient client = fixture.connect()) {
      RawClient.Reply reply = client.post("/predict", body).reply();
      assertEquals(FakeInferences.description("POST", "/predict", body), reply.text());
    }
  }

  @Test
  void body_inChunks_arrivesWhole() throws Exception {
    byte[] body = random(700_000);
    try (RawClient client = fixture.connect()) {
      client.send("POST /predict HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int at = 0; at < body.length; at += 70_000) {
        client.send(Integer.toHexString(70_000) + "\r\n");
        client.send(java.util.Arrays.copyOfRange(body, at, at + 70_000)).send("\r\n");
      }
      RawClient.Reply reply = client.send("0\r\nTrailer: ignored\r\n\r\n").reply();
      assertEquals(FakeInferences.description("POST", "/predict", body), reply.text());
    }
  }

  @Test
  void body_empty_isAnsweredByTheService() throws Exception {
    try (RawClient client = fixture.connect()) {
      RawClient.Reply reply = client.post("/predict", new byte[0]).reply();
      assertEquals(FakeInferences.description("POST", "/predict", new byte[0]), reply.text());
    }
  }

  @Test
  void firstTensor_behindJson_beginsAligned() throws Exception {
    CompletableFuture<String> seen = new CompletableFuture<>();
    fixture.inferences.predict =
        request -> {
          ByteBuffer body = request.body();
          seen.complete("direct " + body.isDirect() + ", off by " + body.alignmentOffset(37, 64));
          return fixture.inferences.describe(request);
        };
    try (RawClient client = fixture.connect()) {
      client.post("/v2/models/m/infer", random(5000), "Inference-Header-Content-Length: 37");
      client.reply();
    }
    assertEquals("direct true, off by 0", seen.get(5, TimeUnit.SECONDS));
  }

  @Test
  void jsonLength_hostile_isLeftToTheService() throws Exception {
    byte[] body = random(100);
    try (RawClient client = fixture.connect()) {
      for (String length : List.of("-1", "x", "99999999999", "2147483647", "-2147483648")) {
        client.post("/v2/models/m/infer", body, "Inference-Header-Content-Length: " + length);
        assertEquals(
            FakeInferences.description("POST", "/v2/models/m/infer", body), client.reply().text());
      }
    }
  }

  @Test
  void requests_pipelined_areAnsweredInOrder() throws Exception {
    try (RawClient client = fixture.connect()) {
      StringBuilder expected = new StringBuilder();
      StringBuilder got = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        byte[] body = random(i * 700);
        client.post("/predict/" + i, body);
        expected.append(FakeInferences.description("POST", "/predict/" + i, body)).append('\n');
      }
      for (int i = 0; i < 50; i++) {
        got.append(client.reply().text()).append('\n');
      }
      assertEquals(expected.toString(), got.toString());
    }
  }

  @Test
  void continue_expected_isSentBeforeTheBody() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send(
          "POST /predict HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertEquals(100, client.reply().status());
      assertEquals(200, client.send("abc").reply().status());
      assertEquals(200, client.get("/livez").reply().status());
    }
  }

  @Test
  void head_ofProbe_hasLengthButNoBody() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("HEAD /livez HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals("13", client.reply(false).headers().get("content-length"));
      assertEquals(200, client.get("/livez").reply().status());
    }
  }

  @Test
  void method_unknown_isAnsweredByTheService() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("BREW /pot HTTP/1.1\r\nHost: x\r\n\r\n");
      assertTrue(client.reply().text().startsWith("BREW /pot"));
    }
  }

  @Test
  void target_notAPath_isAnsweredByTheService() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(200, client.reply().status());
      client.send("CONNECT host:443 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertEquals(200, client.reply().status());
      client.send("GET http://host/livez?x HTTP/1.1\r\nHost: host\r\n\r\n");
      assertEquals("{\"live\":true}", client.reply().text());
    }
  }

  @Test
  void connection_ofHttp10_endsWithItsResponse() throws Exception {
    try (RawClient client = fixture.connect()) {
      assertEquals(200, client.send("GET /livez HTTP/1.0\r\n\r\n").reply().status());
      assertTrue(client.isClosedByServer());
    }
  }

  @Test
  void path_withQuery_losesIt() throws Exception {
    try (RawClient client = fixture.connect()) {
      assertTrue(client.get("/v2/models/m?x=1").reply().text().startsWith("GET /v2/models/m 0"));
    }
  }

  @Test
  void probes_areAnsweredWhileAllPlacesAreTaken() throws Exception {
    CountDownLatch gate = fixture.inferences.hold();
    try (RawClient busy = fixture.connect();
        RawClient prober = fixture.connect()) {
      for (int i = 0; i < fixture.server.queue().places(); i++) {
        fixture.server.queue().enter();
      }
      assertEquals(429, busy.post("/predict", random(10)).reply().status());
      assertEquals(200, prober.get("/livez").reply().status());
      assertEquals(200, prober.get("/readyz").reply().status());
    } finally {
      for (int i = 0; i < fixture.server.queue().places(); i++) {
        fixture.server.queue().leave();
      }
      gate.countDown();
    }
  }

  @Test
  void response_largeInSeveralParts_arrivesWholeAndIsClosedOnce() throws Exception {
    byte[] large = random(20 << 20);
    ByteBuffer direct = ByteBuffer.allocateDirect(large.length);
    direct.put(large).flip();
    ByteBuffer head = ByteBuffer.wrap("head".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    fixture.inferences.predict = request -> fixture.inferences.respond(200, List.of(head, direct));
    try (RawClient client = fixture.connect()) {
      RawClient.Reply reply = client.post("/predict", random(10)).reply();
      assertEquals(large.length + 4, reply.text().length());
      assertEquals(
          "head" + new String(large, java.nio.charset.StandardCharsets.ISO_8859_1), reply.text());
    }
  }

  @Test
  void service_thatThrows_becomesA500() throws Exception {
    fixture.inferences.predict =
        request -> {
          throw new IllegalStateException("a defect");
        };
    try (RawClient client = fixture.connect()) {
      assertEquals(500, client.post("/predict", random(10)).reply().status());
    }
  }

  @Test
  void error_ofTheMachine_isFatal() throws Exception {
    fixture.inferences.predict =
        request -> {
          throw new OutOfMemoryError("a test's");
        };
    try (RawClient client = fixture.connect()) {
      client.post("/predict", random(10));
      assertEquals("a test's", fixture.fatal.get(5, TimeUnit.SECONDS).getMessage());
    }
  }

  @Test
  void metrics_tellWhatWasAnswered() throws Exception {
    try (RawClient client = fixture.connect()) {
      client.post("/v2/models/m/infer", random(10)).reply();
      client.post("/v2/models/other/infer", random(10)).reply();
      String page = client.get("/metrics").reply().text();
      assertTrue(
          page.contains(
              "firstlight_request_duration_seconds_count{route=\"/v2/models/{model}/infer\","
                  + "status=\"200\"} 2"),
          page);
      assertTrue(
          page.contains("firstlight_inference_duration_seconds_bucket{le=\"0.0025\"} 2"), page);
      assertTrue(page.contains("firstlight_requests_places 66"), page);
      assertTrue(page.contains("jvm_memory_used_bytes"), page);
    }
  }

  @Test
  void alias_ofAPlatform_isResolved() throws Exception {
    try (ServerFixture vertex =
            new ServerFixture("predict-route", "/v1/endpoints/1:predict", "health-route", "/ok");
        RawClient client = vertex.connect()) {
      assertTrue(
          client
              .post("/v1/endpoints/1:predict", random(1))
              .reply()
              .text()
              .startsWith("POST /predict 1"));
      assertEquals(200, client.get("/ok").reply().status());
    }
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
