package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.config.Settings;
import dev.firstlight.platform.ProcessMemory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * 10,000 requests, good and bad, drawn from a seed, to a real model behind the real server; prints
 * the process's memory as they go. No part of the tests; the command stands in
 * docs/measurements.md.
 */
final class SoakBenchmark {
  private static final int REQUESTS = 10_000;
  private static final long SEED = 1;

  /** A request, and the status that it must be answered with. */
  private record Sample(String path, ByteBuffer body, int status, List<String> headers) {}

  @Test
  void measure() throws Exception {
    Path model = Path.of(System.getProperty("firstlight.model"));
    Settings settings =
        Settings.of(
            Map.of("model", model.toString(), "port", "0", "host", "127.0.0.1", "max-body", "8MB"));
    ServerConfig config = ServerConfig.read(settings);
    settings.check();
    try (InferenceServer server = InferenceServer.start(config, line -> {}, error -> {})) {
      server.awaitColdStart();
      List<Sample> samples = samples(Files.readAllBytes(model.resolve("samples/rocket.jpg")));
      Random random = new Random(SEED);
      RawClient client = new RawClient(server.port());
      for (int i = 0; i <= REQUESTS; i++) {
        if (i % 1000 == 0) {
          System.gc();
          ProcessMemory memory = ProcessMemory.now();
          System.out.printf(
              "after %,6d requests: resident %,d KiB, outside the heap %,d KiB%n",
              i, memory.residentBytes() >> 10, memory.nativeBytes() >> 10);
        }
        Sample sample = samples.get(random.nextInt(samples.size()));
        RawClient.Reply reply =
            client
                .post(sample.path(), sample.body().array(), sample.headers().toArray(String[]::new))
                .reply();
        assertEquals(sample.status(), reply.status(), reply.text());
        if ("close".equalsIgnoreCase(reply.headers().get("connection"))) {
          client.close();
          client = new RawClient(server.port());
        }
      }
      client.close();
    }
  }

  private static List<Sample> samples(byte[] jpeg) throws IOException {
    List<String> jpegType = List.of("Content-Type: image/jpeg");
    List<String> json = List.of("Content-Type: application/json");
    String b64 = "{\"b64\":\"" + Base64.getEncoder().encodeToString(jpeg) + "\"}";
    List<Sample> samples = new ArrayList<>();
    samples.add(new Sample("/predict", ByteBuffer.wrap(jpeg), 200, jpegType));
    samples.add(
        new Sample("/predict", text("{\"instances\":[" + b64 + "," + b64 + "]}"), 200, json));
    samples.add(binary());
    samples.add(
        new Sample(
            "/predict", ByteBuffer.wrap(Arrays.copyOf(jpeg, jpeg.length / 2)), 400, jpegType));
    samples.add(new Sample("/predict", ByteBuffer.allocate(0), 400, jpegType));
    samples.add(new Sample("/predict", text("[".repeat(10_000)), 400, json));
    samples.add(new Sample("/predict", text("{\"instances\":[NaN]}"), 400, json));
    samples.add(
        new Sample(
            "/v2/models/mobilenet/infer",
            text(
                "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[4294967296,4294967296,4,4],\"data\":[1]}]}"),
            400,
            json));
    samples.add(new Sample("/v2/models/other/infer", text("{}"), 404, json));
    samples.add(
        new Sample("/predict", text("<x/>"), 415, List.of("Content-Type: application/xml")));
    return samples;
  }

  private static Sample binary() {
    int bytes = 3 * 224 * 224 * Float.BYTES;
    byte[] front =
        ("{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[1,3,224,224],\"parameters\":{\"binary_data_size\":"
                + bytes
                + "}}],\"parameters\":{\"binary_data_output\":true}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer body = ByteBuffer.allocate(front.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    body.put(front);
    Random random = new Random(SEED);
    while (body.hasRemaining()) {
      body.putFloat(random.nextFloat());
    }
    return new Sample(
        "/v2/models/mobilenet/infer",
        body,
        200,
        List.of(
            "Content-Type: application/octet-stream",
            "Inference-Header-Content-Length: " + front.length));
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
