package dev.firstlight.gcf;

import com.google.cloud.functions.HttpResponse;
import dev.firstlight.inference.Header;
import dev.firstlight.inference.InferenceResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;

/** Writes a response to the functions framework's one. */
final class ResponseBody {
  private ResponseBody() {}

  static void write(InferenceResponse answer, HttpResponse response) throws IOException {
    response.setStatusCode(answer.status());
    for (Header header : answer.headers()) {
      response.appendHeader(header.name(), header.value());
    }
    // With its length a response is not chunked, which the platform would hold for streaming.
    response.appendHeader("Content-Length", Long.toString(answer.contentLength()));
    OutputStream stream = response.getOutputStream();
    WritableByteChannel channel = Channels.newChannel(stream);
    for (ByteBuffer part : answer.body()) {
      while (part.hasRemaining()) {
        channel.write(part);
      }
    }
    stream.flush();
  }
}
