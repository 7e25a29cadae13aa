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
  static final String SERVER_HANDLER = "server-handler";
  static final String CLOUD_FUNCTIONS = "gcf";
  static final String CLOUD_FUNCTIONS_HANDLER = "gcf-handler";

  static final String SERVER_CLASS = "dev.firstlight.server.FirstlightServer";
  static final String INVOKER = "com.google.cloud.functions.invoker.runner.Invoker";
  static final String FUNCTION = "dev.firstlight.gcf.FirstlightFunction";

  /** Firstlight's own HTTP server. */
  static HttpTarget server(Launch launch) {
    return new HttpTarget(
        command(launch, SERVER_HANDLER, SERVER_CLASS).withEnvironment(launch.environment()));
  }

  /** Google's functions framework, with the real invoker that Cloud Functions runs. */
  static HttpTarget cloudFunctions(Launch launch) {
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("FUNCTION_TARGET", FUNCTION);
    environment.put("FUNCTION_SIGNATURE_TYPE", "http");
    return new HttpTarget(
        command(launch, CLOUD_FUNCTIONS_HANDLER, INVOKER).withEnvironment(environment));
  }

  private static JavaCommand command(Launch launch, String handler, String mainClass) {
    return JavaCommand.of(launch.classPath(handler), mainClass)
        .withJava(launch.jvm().java().launcher())
        .withFlags(launch.jvm().allFlags());
  }

  @Override
  public Instance start() throws IOException {
    LoopbackPort port = LoopbackPort.free();
    Map<String, String> environment = new HashMap<>(command.environment());
    environment.put("PORT", Integer.toString(port.number()));
    return HttpInstance.start(command.withEnvironment(environment), port);
  }
}
