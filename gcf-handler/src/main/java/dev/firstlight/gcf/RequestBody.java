package dev.firstlight.gcf;

import com.google.cloud.functions.HttpRequest;
import dev.firstlight.ServiceConfig.Limits;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.GrowingBuffer;
import dev.firstlight.tensor.RequestScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Reads the body of a request into direct memory: at once where its length is known, else growing
 * up to the limit. Safe for use by several threads.
 */
final class RequestBody {
  private static final int CHUNK = 16 << 10;

  private final Limits limits;

  RequestBody(Limits limits) {
    this.limits = limits;
  }

  /**
   * Reads the body.
   *
   * @return the bytes, which live as long as the scope
   * @throws RequestException if it is over the limit, or ends before its length
   */
  ByteBuffer read(HttpRequest request, RequestScope scope) throws IOException {
    long length = request.getContentLength();
    if (length > limits.maxBodyBytes()) {
      if (request.getFirstHeader("Expect").isEmpty()) {
        drain(request.getInputStream());
      }
      throw limits.tooLarge();
    }
    InputStream stream = request.getInputStream();
    byte[] chunk = new byte[(int) (length < 0 ? CHUNK : Math.max(1, Math.min(CHUNK, length)))];
    GrowingBuffer body = scope.growingBuffer(length < 0 ? CHUNK : (int) length);
    int some;
    while ((some = stream.read(chunk)) >= 0) {
      if (body.size() + (long) some > limits.maxBodyBytes()) {
        drain(stream);
        throw limits.tooLarge();
      }
      body.write(chunk, 0, some);
    }
    if (length >= 0 && body.size() < length) {
      throw RequestException.bad(
          "the body has only " + body.size() + " of the " + length + " bytes that were announced");
    }
    return body.written();
  }

  /**
   * Reads on, as far as the platform lets any body come: a client that is still sending would not
   * see the answer, but a broken connection. One that asked first, with {@code Expect}, sends
   * nothing.
   */
  private static void drain(InputStream stream) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long left = FirstlightFunction.PLATFORM_BYTES;
    int some;
    while (left > 0 && (some = stream.read(chunk)) >= 0) {
      left -= some;
    }
  }
}
