package dev.firstlight.server;

import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceRequest;
import dev.firstlight.inference.InferenceResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.zip.CRC32;

/**
 * Stands in for a service: says how long a body was and its checksum, and can be held. Counts the
 * responses that nobody has closed.
 */
final class FakeInferences implements Inferences {
  final AtomicInteger handled = new AtomicInteger();
  final AtomicInteger unclosed = new AtomicInteger();
  final AtomicInteger closedTwice = new AtomicInteger();
  volatile boolean closed;
  volatile CountDownLatch gate = new CountDownLatch(0);
  volatile Function<InferenceRequest, InferenceResponse> predict = this::describe;

  /** Holds every prediction until the latch is counted down. */
  CountDownLatch hold() {
    gate = new CountDownLatch(1);
    return gate;
  }

  @Override
  public InferenceResponse handle(InferenceRequest request) {
    if (Routes.isProbe(request.path())) {
      return json(200, "{\"live\":true}");
    }
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    handled.incrementAndGet();
    return predict.apply(request);
  }

  InferenceResponse describe(InferenceRequest request) {
    return json(200, description(request.method(), request.path(), request.body()));
  }

  static String description(String method, String path, ByteBuffer body) {
    CRC32 crc = new CRC32();
    crc.update(body.duplicate());
    return "%s %s %d %08x".formatted(method, path, body.remaining(), crc.getValue());
  }

  static String description(String method, String path, byte[] body) {
    return description(method, path, ByteBuffer.wrap(body));
  }

  InferenceResponse json(int status, String text, Header... more) {
    return respond(status, List.of(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))), more);
  }

  InferenceResponse respond(int status, List<ByteBuffer> parts, Header... more) {
    unclosed.incrementAndGet();
    AtomicInteger closes = new AtomicInteger();
    List<Header> headers = new ArrayList<>(List.of(more));
    headers.add(new Header(Header.CONTENT_TYPE, "application/json"));
    headers.add(new Header(Header.SERVER_TIMING, "queue;dur=0.1, predict;dur=1.5"));
    return new InferenceResponse(
        status,
        headers,
        parts,
        () -> {
          unclosed.decrementAndGet();
          if (closes.incrementAndGet() > 1) {
            closedTwice.incrementAndGet();
          }
        });
  }

  @Override
  public InferenceResponse refuse(RequestException why) {
    String text = "{\"error\":\"" + why.getMessage() + "\"}";
    return why.kind() == RequestException.Kind.OVERLOADED
        ? json(429, text, new Header(Header.RETRY_AFTER, "1"))
        : json(why.kind().status(), text);
  }

  @Override
  public void awaitColdStart() {}

  @Override
  public Optional<ColdStartRecord> coldStart() {
    return Optional.empty();
  }

  @Override
  public void close() {
    closed = true;
  }
}
