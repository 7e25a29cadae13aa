package dev.firstlight.server;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;

/** The kit, against the server as a process of its own. */
final class ServerConformanceIT extends HandlerConformance {
  @Override
  protected HandlerStarter starter() {
    return ServerProcess::start;
  }
}
