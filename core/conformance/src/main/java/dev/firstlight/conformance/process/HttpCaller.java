package dev.firstlight.conformance.process;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

/**
 * Sends calls over HTTP to a port of the loopback interface. Safe for use by several threads.
 *
 * @param client says which version of HTTP
 * @param port who is called
 */
public record HttpCaller(HttpClient client, int port) {
  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  /** The URI of a path there. */
  public URI uri(String target) {
    return URI.create("http://127.0.0.1:" + port + target);
  }

  /**
   * Sends a call and waits for its answer.
   *
   * @throws IOException if there is none within a minute
   */
  public Answer send(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri(call.target()))
            .timeout(TIMEOUT)
            .method(
                call.method(),
                call.body().hasRemaining()
                    ? BodyPublishers.ofByteArray(call.bytes())
                    : BodyPublishers.noBody());
    call.headers().forEach(header -> request.header(header.name(), header.value()));
    HttpResponse<byte[]> response = client.send(request.build(), BodyHandlers.ofByteArray());
    List<Header> headers =
        response.headers().map().entrySet().stream()
            .flatMap(
                entry -> entry.getValue().stream().map(value -> new Header(entry.getKey(), value)))
            .toList();
    return new Answer(response.statusCode(), headers, ByteBuffer.wrap(response.body()));
  }
}
