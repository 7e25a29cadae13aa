package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a request leaves on the heap. */
final class AllocationTest {
  private static final int SMALL = 60_000;
  private static final int LARGE = 6_000_000;
  private static final int RUNS = 50;

  @Test
  void heap_ofALargeBody_isNotMoreThanThatOfASmallOne() throws Exception {
    try (ServerFixture fixture = new ServerFixture("max-body", "16MB", "workers", "1")) {
      fixture.inferences.predict = request -> fixture.inferences.json(200, "{}");
      try (RawClient client = fixture.connect()) {
        long small = perRequest(client, new byte[SMALL]);
        long large = perRequest(client, new byte[LARGE]);
        // Netty makes an object or two for each read of the socket, whatever is done with it.
        assertTrue(
            large - small < (LARGE - SMALL) / 100,
            "%d bytes for a body of %d, %d for one of %d".formatted(small, SMALL, large, LARGE));
        System.out.printf(
            "heap: %d bytes for a body of %d, %d for one of %d%n", small, SMALL, large, LARGE);
      }
    }
  }

  private static long perRequest(RawClient client, byte[] body) throws Exception {
    byte[] head =
        ("POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length + "\r\n\r\n")
            .getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    for (int i = 0; i < RUNS; i++) {
      client.send(head).send(body).reply();
    }
    long before = allocatedByServer();
    for (int i = 0; i < RUNS; i++) {
      client.send(head).send(body).reply();
    }
    return (allocatedByServer() - before) / RUNS;
  }

  /** By the event loop and the workers together. */
  private static long allocatedByServer() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null)
        .filter(
            thread ->
                thread.getThreadName().startsWith("vert.x-eventloop")
                    || thread.getThreadName().startsWith("firstlight-worker"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
        .sum();
  }
}
