package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.conformance.process.LoopbackPort;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * A target whose instances listen for HTTP on the port that their environment names.
 *
 * @param command that starts an instance, all but its port
 * @param launch what holds instances to their limits
 */
record HttpTarget(JavaCommand command, Launch launch) implements Target {
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
        command(launch, SERVER_HANDLER, SERVER_CLASS).withEnvironment(launch.environment()),
        launch);
  }

  /** Google's functions framework, with the real invoker that Cloud Functions runs. */
  static HttpTarget cloudFunctions(Launch launch) {
    Map<String, String> environment = new HashMap<>(launch.environment());
    environment.put("FUNCTION_TARGET", FUNCTION);
    environment.put("FUNCTION_SIGNATURE_TYPE", "http");
    return new HttpTarget(
        command(launch, CLOUD_FUNCTIONS_HANDLER, INVOKER).withEnvironment(environment), launch);
  }

  private static JavaCommand command(Launch launch, String handler, String mainClass) {
    return JavaCommand.of(launch.classPath(handler), mainClass)
        .withJava(launch.jvm().java().launcher())
        .withFlags(launch.jvm().allFlags());
  }

  @Override
  public Instance start() throws IOException {
    LoopbackPort port = LoopbackPort.free();
    Cell cell = launch.isolation().open(launch.limits());
    try {
      ChildProcess process = ChildProcess.start(cell.within(listening(port, Map.of())));
      cell.started(process.pid());
      return new HttpInstance(process, cell, new HttpWire(port));
    } catch (IOException | RuntimeException e) {
      cell.close();
      throw e;
    }
  }

  /** The command of an instance that listens there. */
  JavaCommand listening(LoopbackPort port, Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(command.environment());
    environment.putAll(more);
    environment.put("PORT", Integer.toString(port.number()));
    return command.withEnvironment(environment);
  }
}
