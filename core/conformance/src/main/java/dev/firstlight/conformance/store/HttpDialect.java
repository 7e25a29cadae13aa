package dev.firstlight.conformance.store;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;

/** Plain HTTP: a path is a bucket and a key. */
final class HttpDialect implements StoreServer.Dialect {
  @Override
  public void answer(HttpServerRequest request, StoreServer server) throws IOException {
    switch (request.method().name()) {
      case "GET", "HEAD" ->
          server.content(
              request, URI.create(request.path()).getPath().substring(1), new PlainWords());
      default -> request.response().setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
    }
  }

  private static final class PlainWords implements StoreServer.Words {
    @Override
    public void describe(HttpServerResponse response, StoredObject object) {
      response.putHeader("ETag", object.etag());
    }

    @Override
    public void refuse(HttpServerRequest request, int status) {
      request.response().setStatusCode(status);
      if (request.method().name().equals("HEAD")) {
        request.response().end();
      } else {
        request.response().putHeader("Content-Type", "text/plain").end("no: " + status + "\n");
      }
    }
  }
}
