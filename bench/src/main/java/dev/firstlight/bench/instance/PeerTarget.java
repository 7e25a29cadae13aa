package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
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
  private final Launch launch;
  private final InstanceCache cache;
  private final LocalRuntimeApi api = LocalRuntimeApi.start();

  PeerTarget(
      ProgramCommand client,
      String handler,
      Map<String, String> environment,
      Launch launch,
      InstanceCache cache) {
    this.client = client;
    this.function =
        LambdaFunction.of(handler, environment)
            .withMemory(
                launch
                    .memory()
                    .map(MemorySize::megabytes)
                    .orElse(LambdaTarget.megabytes(launch.cpus())));
    this.launch = launch;
    this.cache = cache;
  }

  @Override
  public Instance start() throws IOException {
    cache.clearScratch();
    Cell cell = launch.isolation().open(launch.limits());
    try {
      LambdaProcess process = LambdaProcess.start(api, client, function, cell::within);
      cell.started(process.process().pid());
      return new LambdaInstance(process, cell);
    } catch (IOException | RuntimeException e) {
      cell.close();
      throw e;
    }
  }

  @Override
  public void close() {
    api.close();
  }
}
