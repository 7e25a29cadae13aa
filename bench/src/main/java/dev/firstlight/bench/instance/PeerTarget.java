package dev.firstlight.bench.instance;

import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.util.Map;

/** A function in another language, against the same local Runtime API as ours. */
final class PeerTarget implements Target {
  private final ProgramCommand client;
  private final LambdaFunction function;
  private final InstanceCache cache;
  private final LocalRuntimeApi api = LocalRuntimeApi.start();

  PeerTarget(
      ProgramCommand client,
      String handler,
      Map<String, String> environment,
      int cpus,
      InstanceCache cache) {
    this.client = client;
    this.function =
        LambdaFunction.of(handler, environment).withMemory(LambdaTarget.megabytes(cpus));
    this.cache = cache;
  }

  @Override
  public Instance start() throws IOException {
    cache.clearScratch();
    return new LambdaInstance(LambdaProcess.start(api, client, function));
  }

  @Override
  public void close() {
    api.close();
  }
}
