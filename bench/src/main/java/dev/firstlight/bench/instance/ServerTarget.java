package dev.firstlight.bench.instance;

import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Firstlight's own HTTP server. */
final class ServerTarget implements Target {
  static final String NAME = "server";

  private final Launch launch;
  private final List<Path> classPath;

  ServerTarget(Launch launch) {
    this.launch = launch;
    this.classPath = launch.classPath("server-handler");
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Instance start() throws IOException {
    int port = HttpProcess.freePort();
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("PORT", Integer.toString(port));
    return HttpInstance.start(
        JavaCommand.of(classPath, "dev.firstlight.server.FirstlightServer")
            .withFlags(LaunchFlags.FLAGS)
            .withEnvironment(environment),
        port);
  }
}
