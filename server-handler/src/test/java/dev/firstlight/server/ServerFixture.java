package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.config.Settings;
import dev.firstlight.tensor.Buffers;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A server on a free port before a stand-in for the service. */
final class ServerFixture implements AutoCloseable {
  final FakeInferences inferences = new FakeInferences();
  final CompletableFuture<Error> fatal = new CompletableFuture<>();
  final Buffers buffers = new Buffers(64 << 20);
  final InferenceServer server;

  /** Settings as key, value, key, value. */
  ServerFixture(String... settings) {
    Map<String, String> values = new HashMap<>();
    values.put("model", "/nowhere");
    values.put("host", "127.0.0.1");
    values.put("port", "0");
    values.put("workers", "2");
    for (int i = 0; i < settings.length; i += 2) {
      values.put(settings[i], settings[i + 1]);
    }
    Settings read = Settings.of(values);
    ServerConfig config = ServerConfig.read(read);
    read.check();
    server = InferenceServer.start(config, inferences, buffers, fatal::complete);
  }

  RawClient connect() throws java.io.IOException {
    return new RawClient(server.port());
  }

  /** Waits until nothing is held any more, and fails if it stays. */
  void assertNothingHeld() {
    Await.until(
        "all places, memory and responses are given back: %s"
            .formatted(server.queue().taken() + " " + inferences.unclosed),
        () ->
            server.queue().taken() == 0
                && server.queue().reservedBytes() == 0
                && inferences.unclosed.get() == 0);
    assertEquals(0, inferences.closedTwice.get());
  }

  /** Drains and returns how many requests were dropped. */
  long drain() throws Exception {
    server.drain();
    return server.ended().get(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    inferences.gate.countDown();
    server.close();
  }
}
