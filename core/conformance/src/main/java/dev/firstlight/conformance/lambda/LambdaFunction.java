package dev.firstlight.conformance.lambda;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A function's configuration.
 *
 * @param program the main class: AWS's runtime interface client, or one that runs it; in Java alone
 * @param handler what the runtime interface client calls: in Java, the class that it makes an
 *     instance of
 * @param memoryMegabytes the memory size, which on Lambda sets the CPU share too
 * @param concurrency events that one instance handles at a time; 1 but on Managed Instances
 * @param java the JVM's launcher
 * @param flags of the JVM
 * @param environment the function's own variables
 */
public record LambdaFunction(
    String program,
    String handler,
    int memoryMegabytes,
    int concurrency,
    Path java,
    List<String> flags,
    Map<String, String> environment) {
  private static final String INITIALISATION = "AWS_LAMBDA_INITIALIZATION_TYPE";
  private static final String SNAP_START = "snap-start";

  public LambdaFunction {
    flags = List.copyOf(flags);
    environment = Map.copyOf(environment);
    if (memoryMegabytes < 128 || memoryMegabytes > 10_240 || concurrency < 1) {
      throw new IllegalArgumentException(
          "a function has 128 to 10240 MB and handles at least one event at a time, not "
              + memoryMegabytes
              + " MB and "
              + concurrency);
    }
  }

  /** A function on the JDK that runs this process, with 1,769 MB, which is one CPU. */
  public static LambdaFunction of(String handler, Map<String, String> environment) {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return new LambdaFunction(
        LambdaProcess.RUNTIME_CLIENT, handler, 1769, 1, java, List.of(), environment);
  }

  /** The same function, run by another main class. */
  public LambdaFunction withProgram(String mainClass) {
    return new LambdaFunction(
        mainClass, handler, memoryMegabytes, concurrency, java, flags, environment);
  }

  public LambdaFunction withMemory(int megabytes) {
    return new LambdaFunction(program, handler, megabytes, concurrency, java, flags, environment);
  }

  public LambdaFunction withConcurrency(int other) {
    return new LambdaFunction(program, handler, memoryMegabytes, other, java, flags, environment);
  }

  public LambdaFunction withJava(Path other) {
    return new LambdaFunction(
        program, handler, memoryMegabytes, concurrency, other, flags, environment);
  }

  public LambdaFunction withFlags(List<String> other) {
    return new LambdaFunction(
        program, handler, memoryMegabytes, concurrency, java, other, environment);
  }

  /** The same function with those variables instead of its own. */
  public LambdaFunction withEnvironment(Map<String, String> other) {
    return new LambdaFunction(program, handler, memoryMegabytes, concurrency, java, flags, other);
  }

  /** The same function with SnapStart on. */
  public LambdaFunction withSnapStart() {
    Map<String, String> more = new java.util.HashMap<>(environment);
    more.put(INITIALISATION, SNAP_START);
    return withEnvironment(more);
  }

  boolean hasSnapStart() {
    return SNAP_START.equals(environment.get(INITIALISATION));
  }

  /** The variables that Lambda sets for an instance. */
  Map<String, String> variables(String runtimeApi) {
    Map<String, String> variables =
        new java.util.HashMap<>(
            Map.of(
                "AWS_LAMBDA_RUNTIME_API",
                runtimeApi,
                "_HANDLER",
                handler,
                "LAMBDA_TASK_ROOT",
                "/var/task",
                "AWS_REGION",
                "us-east-1",
                "AWS_LAMBDA_FUNCTION_NAME",
                LambdaProcess.FUNCTION_NAME,
                "AWS_LAMBDA_FUNCTION_VERSION",
                "$LATEST",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                Integer.toString(memoryMegabytes),
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "/aws/lambda/" + LambdaProcess.FUNCTION_NAME,
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "local",
                INITIALISATION,
                "on-demand"));
    variables.put("AWS_DEFAULT_REGION", "us-east-1");
    if (concurrency > 1) {
      variables.put("AWS_LAMBDA_MAX_CONCURRENCY", Integer.toString(concurrency));
    }
    return variables;
  }
}
