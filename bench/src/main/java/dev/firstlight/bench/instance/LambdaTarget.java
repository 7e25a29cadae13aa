package dev.firstlight.bench.instance;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * AWS Lambda behind a Function URL: the real runtime interface client against a local Runtime API.
 */
final class LambdaTarget implements Target {
  static final String NAME = "lambda";
  static final String HANDLER = "lambda-handler";
  static final String PROGRAM = "dev.firstlight.lambda.FirstlightLambda";
  static final String FUNCTION = "dev.firstlight.lambda.FirstlightHandler";

  /** Lambda grants one CPU for each 1,769 MB. */
  private static final int MEGABYTES_PER_CPU = 1769;

  private static final int MOST_MEGABYTES = 10_240;

  private final List<Path> classPath;
  private final LambdaFunction function;
  private final Launch launch;
  private final LocalRuntimeApi api;

  LambdaTarget(Launch launch) {
    this(launch, function(launch));
  }

  /** The function on the launch's JVM. */
  static LambdaFunction function(Launch launch) {
    return function(launch, launch.environment())
        .withProgram(PROGRAM)
        .withJava(launch.jvm().java().launcher())
        .withFlags(launch.jvm().allFlags());
  }

  LambdaTarget(Launch launch, LambdaFunction function) {
    this.classPath = launch.classPath(HANDLER);
    this.launch = launch;
    this.function = function;
    this.api = LocalRuntimeApi.start();
  }

  /** The function with those variables, on this JVM's JDK with its default flags. */
  static LambdaFunction function(Launch launch, Map<String, String> environment) {
    return LambdaFunction.of(FUNCTION, environment)
        .withMemory(launch.memory().map(MemorySize::megabytes).orElse(megabytes(launch.cpus())));
  }

  /** The memory size that grants so many CPUs. */
  static int megabytes(int cpus) {
    return Math.min(MOST_MEGABYTES, MEGABYTES_PER_CPU * cpus);
  }

  @Override
  public Instance start() throws IOException {
    Cell cell = launch.isolation().open(launch.limits());
    try {
      LambdaProcess process = LambdaProcess.start(api, classPath, function, cell::within);
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
