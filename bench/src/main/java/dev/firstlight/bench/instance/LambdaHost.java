package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Instances of a Lambda function behind its Function URL. */
public final class LambdaHost implements Host {
  private final List<Path> classPath;
  private final LambdaFunction function;
  private final LocalRuntimeApi api;

  /**
   * A host of any function.
   *
   * @param classPath of the handler and the runtime interface client
   * @param function what to run
   * @param clock that deadlines are told by
   * @param scratch folder for what instances share, which they must see under the same path
   */
  public LambdaHost(
      List<Path> classPath, LambdaFunction function, InstantSource clock, Path scratch) {
    this.classPath = List.copyOf(classPath);
    this.function = function;
    this.api = LocalRuntimeApi.start(clock, scratch);
  }

  @Override
  public Hosted start(Cell cell, Map<String, String> variables) throws IOException {
    Map<String, String> all = new HashMap<>(function.environment());
    all.putAll(variables);
    LambdaProcess process =
        LambdaProcess.start(api, classPath, function.withEnvironment(all), cell::within);
    cell.started(process.process().pid());
    return new HostedFunction(process);
  }

  @Override
  public void close() {
    api.close();
  }
}
