package dev.firstlight.gcs;

import dev.firstlight.conformance.StorePeerConformance;
import dev.firstlight.store.ModelStore;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.List;

/** Against fake-gcs-server, which speaks the JSON API in Go. */
class FakeGcsServerIT extends StorePeerConformance {
  @Override
  protected ModelStore store() {
    return new GcsStore();
  }

  @Override
  protected String scheme() {
    return "gs";
  }

  @Override
  protected String program() {
    return "fake-gcs-server (go install github.com/fsouza/fake-gcs-server@latest)";
  }

  @Override
  protected List<String> command(int port) {
    return List.of(
        "fake-gcs-server",
        "-scheme",
        "http",
        "-host",
        "127.0.0.1",
        "-port",
        Integer.toString(port),
        "-public-host",
        "127.0.0.1:" + port,
        "-backend",
        "memory");
  }

  @Override
  protected HttpRequest bucketRequest(URI address) {
    return HttpRequest.newBuilder(address.resolve("/storage/v1/b?project=none"))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"" + BUCKET + "\"}"))
        .build();
  }
}
