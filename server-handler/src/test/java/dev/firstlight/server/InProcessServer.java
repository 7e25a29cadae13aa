package dev.firstlight.server;

import dev.firstlight.EventLog;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server in this process, called over HTTP/2, which the process under test is not. */
final class InProcessServer implements RunningHandler {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final InferenceServer server;
  private volatile boolean alive = true;

  InProcessServer(Map<String, String> environment) {
    Settings settings = Settings.load(environment, Map.of("port", "0", "host", "127.0.0.1"));
    ServerConfig config = ServerConfig.read(settings);
    settings.check();
    EventLog log = lines::add;
    server = InferenceServer.start(config, log, error -> alive = false);
    upgrade();
  }

  /**
   * Settles the upgrade to HTTP/2 with a request that has no body. Where it comes with a body that
   * is refused, the JDK's client may see the connection go away before it sees the answer.
   */
  private void upgrade() {
    URI livez = URI.create("http://127.0.0.1:" + server.port() + "/livez");
    try {
      client.send(HttpRequest.newBuilder(livez).build(), BodyHandlers.discarding());
    } catch (IOException | InterruptedException e) {
      server.close();
      throw new IllegalStateException("the server does not answer", e);
    }
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + call.target()))
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

  @Override
  public boolean isAlive() {
    return alive;
  }

  @Override
  public List<String> log() {
    return lines;
  }

  @Override
  public void close() {
    server.close();
    alive = false;
  }
}
