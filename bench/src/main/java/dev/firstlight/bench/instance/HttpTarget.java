package dev.firstlight.bench.instance;

import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.conformance.process.LoopbackPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A target whose instances listen for HTTP on the port that their environment names.
 *
 * @param command that starts an instance, all but its port
 */
record HttpTarget(JavaCommand command) implements Target {
  static final String SERVER = "server";
  static final String CLOUD_FUNCTIONS = "gcf";

  private static final String INVOKER = "com.google.cloud.functions.invoker.runner.Invoker";
  private static final String FUNCTION = "dev.firstlight.gcf.FirstlightFunction";

  /** Firstlight's own HTTP server. */
  static HttpTarget server(Launch launch) {
    JavaCommand command =
        JavaCommand.of(
            launch.classPath("server-handler"), "dev.firstlight.server.FirstlightServer");
    return new HttpTarget(
        command.withFlags(LaunchFlags.FLAGS).withEnvironment(launch.environment()));
  }

  /** Google's functions framework, with the real invoker that Cloud Functions runs. */
  static HttpTarget cloudFunctions(Launch launch) {
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("FUNCTION_TARGET", FUNCTION);
    environment.put("FUNCTION_SIGNATURE_TYPE", "http");
    JavaCommand command = JavaCommand.of(launch.classPath("gcf-handler"), INVOKER);
    return new HttpTarget(command.withFlags(LaunchFlags.FLAGS).withEnvironment(environment));
  }

  @Override
  public Instance start() throws IOException {
    LoopbackPort port = LoopbackPort.free();
    Map<String, String> environment = new HashMap<>(command.environment());
    environment.put("PORT", Integer.toString(port.number()));
    return HttpInstance.start(command.withEnvironment(environment), port);
  }
}
