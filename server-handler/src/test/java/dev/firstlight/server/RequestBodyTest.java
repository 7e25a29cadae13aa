package dev.firstlight.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.firstlight.ServiceConfig.Limits;
import dev.firstlight.tensor.Buffers;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
  private final Buffers buffers = new Buffers(1 << 20);
  private final InferenceQueue queue = new InferenceQueue(1, 1, 1 << 20);

  @Test
  void bytesReadInPlace_areNotCopiedAndStandBehindTheFirst() {
    try (RequestBody body = body(10)) {
      append(body, "0123");
      ByteBuffer space = spaceOf(body);
      assertEquals(6, space.remaining());
      space.put(bytes("45678"));
      body.hasInPlace(5);
      // What stands in the chunk must not count: the bytes are there already.
      append(body, "xxx");
      append(body, "xx");
      append(body, "9");
      assertEquals("0123456789", text(body));
      assertNull(body.space());
    }
    assertEquals(0, queue.reservedBytes());
  }

  @Test
  void space_beforeTheFirstBytes_isNone() {
    try (RequestBody body = body(10)) {
      assertNull(body.space());
      assertEquals(0, queue.reservedBytes());
    }
  }

  @Test
  void space_ofABodyOfUnknownLength_isNone() {
    try (RequestBody body = body(RequestBody.UNKNOWN)) {
      append(body, "0123");
      assertNull(body.space());
    }
  }

  private RequestBody body(long declared) {
    return new RequestBody(buffers, queue, declared, 7, new Limits(1 << 16, 1, 1, 1));
  }

  private static ByteBuffer spaceOf(RequestBody body) {
    ByteBuffer space = body.space();
    if (space == null) {
      throw new AssertionError("the length is known, so there must be space");
    }
    return space;
  }

  private static void append(RequestBody body, String text) {
    body.append(Unpooled.wrappedBuffer(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(RequestBody body) {
    return StandardCharsets.US_ASCII.decode(body.bytes()).toString();
  }
}
