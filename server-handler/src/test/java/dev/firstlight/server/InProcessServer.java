package dev.firstlight.server;

import dev.firstlight.EventLog;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.conformance.process.HttpCaller;
import java.io.IOException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The server in this process, called over HTTP/2, which the process under test is not. */
final class InProcessServer implements RunningHandler {
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final InferenceServer server;
  private final HttpCaller caller;
  private volatile boolean alive = true;

  InProcessServer(Map<String, String> environment) {
    Settings settings = Settings.load(environment, Map.of("port", "0", "host", "127.0.0.1"));
    ServerConfig config = ServerConfig.read(settings);
    settings.check();
    EventLog log = lines::add;
    server = InferenceServer.start(config, log, error -> alive = false);
    caller = new HttpCaller(HttpClient.newHttpClient(), server.port());
    upgrade();
  }

  /**
   * Settles the upgrade to HTTP/2 with a request that has no body. Where it comes with a body that
   * is refused, the JDK's client may see the connection go away before it sees the answer.
   */
  private void upgrade() {
    try {
      send(Call.get("/livez"));
    } catch (IOException | InterruptedException e) {
      server.close();
      throw new IllegalStateException("the server does not answer", e);
    }
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    return caller.send(call);
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
