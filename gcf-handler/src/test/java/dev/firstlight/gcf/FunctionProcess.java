package dev.firstlight.gcf;

import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The function under the real functions framework, in a process of its own. */
final class FunctionProcess {
  private static final String INVOKER = "com.google.cloud.functions.invoker.runner.Invoker";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> FLAGS =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx512m");

  private FunctionProcess() {}

  /** Everything on the class path of the process, as our container image has it. */
  static HttpProcess start(Map<String, String> environment) throws IOException {
    return start(classPath(), environment);
  }

  /**
   * The function behind the framework's own class loader, as Google's buildpack runs it: the
   * process's class path has the framework only.
   */
  static HttpProcess startIsolated(Map<String, String> environment) throws IOException {
    List<Path> framework = new ArrayList<>();
    List<Path> function = new ArrayList<>();
    for (Path jar : classPath()) {
      boolean ours = jar.toString().contains("firstlight") || jar.toString().contains("onnx");
      (ours || isOfCore(jar) ? function : framework).add(jar);
    }
    Map<String, String> more = new HashMap<>(environment);
    more.put(
        "FUNCTION_CLASSPATH",
        function.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    return start(framework, more);
  }

  private static boolean isOfCore(Path jar) {
    return List.of("jackson", "ai/djl", "twelvemonkeys", "jna", "commons-", "slf4j").stream()
        .anyMatch(jar.toString()::contains);
  }

  static List<Path> classPath() throws IOException {
    return JavaCommand.classPathOf(Path.of("target").toAbsolutePath());
  }

  static JavaCommand command(List<Path> classPath, Map<String, String> environment, int port) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("FUNCTION_TARGET", FirstlightFunction.class.getName());
    all.put("FUNCTION_SIGNATURE_TYPE", "http");
    all.put("PORT", Integer.toString(port));
    return JavaCommand.of(classPath, INVOKER).withFlags(FLAGS).withEnvironment(all);
  }

  private static HttpProcess start(List<Path> classPath, Map<String, String> environment)
      throws IOException {
    return HttpProcess.start(port -> command(classPath, environment, port), PATIENCE);
  }
}
