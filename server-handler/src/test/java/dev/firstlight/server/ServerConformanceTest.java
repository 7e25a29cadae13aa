package dev.firstlight.server;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;

/** The kit, against the server in this process. */
final class ServerConformanceTest extends HandlerConformance {
  @Override
  protected HandlerStarter starter() {
    return InProcessServer::new;
  }
}
