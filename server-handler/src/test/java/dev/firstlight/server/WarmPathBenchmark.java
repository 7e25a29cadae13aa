package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.sun.management.ThreadMXBean;
import dev.firstlight.config.Settings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What the server adds to a bare {@code session.run}: the same tensor goes as a binary infer
 * request over loopback, and to a session of the same options in the same process, in turn, block
 * by block. Prints medians and quartiles, and what a request leaves on the heap by the size of its
 * tensor. No part of the tests; the command stands in docs/measurements.md.
 */
final class WarmPathBenchmark {
  private static final int ROUNDS = 20;
  private static final int RUNS = 60;
  private static final int SETTLING = 10;

  /** Requests before the first that counts: until the JVM has compiled their way for good. */
  private static final int WARMUP = 6_000;

  private static final int SAMPLE = 3 * 224 * 224;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();

  @Test
  void measure() throws Exception {
    Path model = Path.of(System.getProperty("firstlight.model"));
    Settings settings =
        Settings.of(
            Map.of("model", model.toString(), "port", "0", "host", "127.0.0.1", "max-batch", "8"));
    ServerConfig config = ServerConfig.read(settings);
    settings.check();
    int threads = config.service().threads().orElse(Runtime.getRuntime().availableProcessors());
    try (InferenceServer server = InferenceServer.start(config, line -> {}, error -> {});
        OrtSession session = session(model.resolve("model.onnx"), threads)) {
      server.awaitColdStart();
      try (Client client = new Client(server.port())) {
        overhead(session, client);
        heap(client);
      }
    }
  }

  private OrtSession session(Path file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.addConfigEntry("session.force_spinning_stop", "1");
      return environment.createSession(file.toString(), options);
    }
  }

  private void overhead(OrtSession session, Client client) throws Exception {
    ByteBuffer input = tensor(1);
    ByteBuffer output = direct(1000 * Float.BYTES);
    ByteBuffer request = request(input, 1);
    double[] bare = new double[ROUNDS * (RUNS - SETTLING)];
    double[] served = new double[bare.length];
    int at = 0;
    try (OnnxTensor in = onnx(input, 1, 3, 224, 224);
        OnnxTensor out = onnx(output, 1, 1000)) {
      Map<String, OnnxTensor> inputs = Map.of("input", in);
      Map<String, OnnxTensor> outputs = Map.of("logits", out);
      for (int i = 0; i < WARMUP; i++) {
        assertEquals(200, client.exchange(request));
      }
      for (int round = 0; round < ROUNDS; round++) {
        for (int run = 0; run < RUNS; run++) {
          long begin = System.nanoTime();
          session.run(inputs, outputs).close();
          record(bare, at, run, begin);
        }
        for (int run = 0; run < RUNS; run++) {
          long begin = System.nanoTime();
          assertEquals(200, client.exchange(request));
          record(served, at, run, begin);
        }
        at += RUNS - SETTLING;
      }
    }
    print("bare session.run, ms", bare);
    print("binary request over loopback, ms", served);
    System.out.printf(
        "the server adds %.3f ms at the median%n", quantile(served, 0.5) - quantile(bare, 0.5));
  }

  private static void record(double[] millis, int at, int run, long begin) {
    if (run >= SETTLING) {
      millis[at + run - SETTLING] = (System.nanoTime() - begin) / 1e6;
    }
  }

  private void heap(Client client) throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int batch : new int[] {1, 2, 4, 8}) {
      ByteBuffer request = request(tensor(batch), batch);
      for (int i = 0; i < 50; i++) {
        client.exchange(request);
      }
      long before = allocated(threads);
      for (int i = 0; i < 100; i++) {
        client.exchange(request);
      }
      System.out.printf(
          "tensor of %,d bytes: %,d bytes of heap a request, client included%n",
          batch * SAMPLE * Float.BYTES, (allocated(threads) - before) / 100);
    }
  }

  private static long allocated(ThreadMXBean threads) {
    return Arrays.stream(threads.getAllThreadIds())
        .map(threads::getThreadAllocatedBytes)
        .filter(bytes -> bytes > 0)
        .sum();
  }

  private OnnxTensor onnx(ByteBuffer data, long... shape) throws OrtException {
    return OnnxTensor.createTensor(environment, data, shape, OnnxJavaType.FLOAT);
  }

  private static ByteBuffer tensor(int batch) {
    Random random = new Random(batch);
    ByteBuffer data = direct(batch * SAMPLE * Float.BYTES);
    while (data.hasRemaining()) {
      data.putFloat(random.nextFloat() * 2 - 1);
    }
    return data.flip();
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ByteBuffer request(ByteBuffer tensor, int batch) {
    String json =
        "{\"inputs\":[{\"name\":\"input\",\"datatype\":\"FP32\",\"shape\":[%d,3,224,224],\"parameters\":{\"binary_data_size\":%d}}],\"parameters\":{\"binary_data_output\":true}}"
            .formatted(batch, tensor.remaining());
    String head =
        "POST /v2/models/mobilenet/infer HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/octet-stream\r\nInference-Header-Content-Length: %d\r\nContent-Length: %d\r\n\r\n"
            .formatted(json.length(), json.length() + tensor.remaining());
    byte[] front = (head + json).getBytes(StandardCharsets.US_ASCII);
    return direct(front.length + tensor.remaining()).put(front).put(tensor.duplicate()).flip();
  }

  private static void print(String what, double[] millis) {
    System.out.printf(
        "%s: median %.3f, quartiles %.3f and %.3f, of %d%n",
        what, quantile(millis, 0.5), quantile(millis, 0.25), quantile(millis, 0.75), millis.length);
  }

  private static double quantile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.ceil(share * sorted.length) - 1];
  }

  /** One connection, with as little of its own as a client can have. */
  private static final class Client implements AutoCloseable {
    private static final int END_OF_HEAD = 0x0d0a0d0a;
    private static final byte[] CONTENT_LENGTH =
        "content-length: ".getBytes(StandardCharsets.US_ASCII);

    private final SocketChannel channel;
    private final ByteBuffer answer = ByteBuffer.allocateDirect(1 << 17);

    Client(int port) throws IOException {
      channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /** Sends a request and reads the whole answer; its status. */
    int exchange(ByteBuffer request) throws IOException {
      ByteBuffer rest = request.duplicate();
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      answer.clear();
      int wanted = Integer.MAX_VALUE;
      while (answer.position() < wanted) {
        if (channel.read(answer) < 0) {
          throw new IOException("the server hung up");
        }
        if (wanted == Integer.MAX_VALUE) {
          wanted = wanted();
        }
      }
      int status = 0;
      for (int i = 9; i < 12; i++) {
        status = 10 * status + answer.get(i) - '0';
      }
      return status;
    }

    /** Bytes of the whole answer, once its head is here. */
    private int wanted() {
      int length = 0;
      for (int i = 0; i + 4 <= answer.position(); i++) {
        if (answer.getInt(i) == END_OF_HEAD) {
          return i + 4 + length;
        }
        if (answer.get(i) == '\n' && startsWith(CONTENT_LENGTH, i + 1)) {
          int at = i + 1 + CONTENT_LENGTH.length;
          for (length = 0; answer.get(at) >= '0'; at++) {
            length = 10 * length + answer.get(at) - '0';
          }
        }
      }
      return Integer.MAX_VALUE;
    }

    private boolean startsWith(byte[] text, int at) {
      if (at + text.length > answer.position()) {
        return false;
      }
      for (int i = 0; i < text.length; i++) {
        if ((answer.get(at + i) | 0x20) != (text[i] | 0x20)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
