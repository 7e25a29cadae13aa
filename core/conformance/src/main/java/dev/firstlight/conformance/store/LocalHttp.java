package dev.firstlight.conformance.store;

import java.io.IOException;
import java.util.Map;

/**
 * A plain web server on the loopback interface that has packages: {@code GET} and {@code HEAD},
 * ranges, entity tags and their conditions. It asks for no credentials. Safe for use by several
 * threads.
 */
public final class LocalHttp {
  private LocalHttp() {}

  /** Starts it, without a package. */
  public static LocalStore start() throws IOException {
    StoreServer server = StoreServer.start(new HttpDialect());
    return new LoopbackStore(server, server.endpoint() + "/", Map.of());
  }
}
