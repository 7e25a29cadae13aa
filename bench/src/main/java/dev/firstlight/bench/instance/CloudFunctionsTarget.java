package dev.firstlight.bench.instance;

import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Google's functions framework, with the real invoker that Cloud Functions runs. */
final class CloudFunctionsTarget implements Target {
  static final String NAME = "gcf";

  private static final String INVOKER = "com.google.cloud.functions.invoker.runner.Invoker";
  private static final String FUNCTION = "dev.firstlight.gcf.FirstlightFunction";

  private final Launch launch;
  private final List<Path> classPath;

  CloudFunctionsTarget(Launch launch) {
    this.launch = launch;
    this.classPath = launch.classPath("gcf-handler");
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
    environment.put("FUNCTION_TARGET", FUNCTION);
    environment.put("FUNCTION_SIGNATURE_TYPE", "http");
    return HttpInstance.start(
        JavaCommand.of(classPath, INVOKER)
            .withFlags(LaunchFlags.FLAGS)
            .withEnvironment(environment),
        port);
  }
}
