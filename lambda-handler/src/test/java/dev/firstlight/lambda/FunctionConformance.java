package dev.firstlight.lambda;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.lambda.RunningFunction;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;

/** The kit, with the real runtime interface client in processes of its own. */
abstract class FunctionConformance extends HandlerConformance {
  /** Quick to start, and enough for models of a few kilobytes. */
  private static final List<String> FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m");

  private final LocalRuntimeApi api = LocalRuntimeApi.start();
  private final LambdaEvents events;

  FunctionConformance(LambdaEvents events) {
    this.events = events;
  }

  @Override
  protected HandlerStarter starter() {
    return environment -> new RunningFunction(start(api, environment), events);
  }

  static LambdaProcess start(LocalRuntimeApi api, Map<String, String> environment)
      throws IOException {
    return LambdaProcess.start(api, classPath(), function(environment));
  }

  /** As in a container image, whose program is ours. */
  static LambdaFunction function(Map<String, String> environment) {
    return LambdaFunction.of(FirstlightHandler.class.getName(), environment)
        .withProgram(FirstlightLambda.class.getName())
        .withFlags(FLAGS);
  }

  static List<Path> classPath() throws IOException {
    return JavaCommand.classPathOf(Path.of("target").toAbsolutePath());
  }

  @AfterAll
  void closeApi() {
    api.close();
  }
}
