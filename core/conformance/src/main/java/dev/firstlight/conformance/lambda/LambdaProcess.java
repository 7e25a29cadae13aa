package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.conformance.process.ProgramCommand;
import dev.firstlight.conformance.process.StartCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An instance of a function: the real runtime interface client in a process of its own, against an
 * endpoint of the local Runtime API. Closing ends both. Safe for use by several threads.
 */
public final class LambdaProcess implements AutoCloseable {
  /** The main class of AWS's runtime interface client for Java. */
  public static final String RUNTIME_CLIENT =
      "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";

  static final String FUNCTION_NAME = "firstlight";

  private final RuntimeEndpoint endpoint;
  private final ChildProcess process;

  private LambdaProcess(RuntimeEndpoint endpoint, ChildProcess process) {
    this.endpoint = endpoint;
    this.process = process;
  }

  /**
   * Starts an instance of a Java function; its init phase begins at once.
   *
   * @param api where it finds its events; the caller closes it
   * @param classPath the handler and the runtime interface client
   * @param function what to run, and what it is granted
   * @throws IOException if the process cannot be started
   */
  public static LambdaProcess start(
      LocalRuntimeApi api, List<Path> classPath, LambdaFunction function) throws IOException {
    return start(api, classPath, function, command -> command);
  }

  /**
   * The same, confined.
   *
   * @param within what the instance's command becomes, as one that enters a cgroup first
   */
  public static LambdaProcess start(
      LocalRuntimeApi api,
      List<Path> classPath,
      LambdaFunction function,
      UnaryOperator<StartCommand> within)
      throws IOException {
    List<String> flags = new ArrayList<>(function.flags());
    api.clientLibrary()
        .from(classPath)
        .ifPresent(library -> flags.add("-D" + ClientLibrary.PROPERTY + "=" + library));
    JavaCommand client =
        JavaCommand.of(classPath, function.program())
            .withJava(function.java())
            .withFlags(flags)
            .withArguments(List.of(function.handler()));
    return start(api, function, variables -> within.apply(client.withEnvironment(variables)));
  }

  /**
   * Starts an instance of a function in another language; its init phase begins at once. The
   * function's launcher and flags of the JVM mean nothing to it.
   *
   * @param api where it finds its events; the caller closes it
   * @param client AWS's runtime interface client for the language, and the function's handler
   * @param function what it is granted
   * @param within what the instance's command becomes, as one that enters a cgroup first
   * @throws IOException if the process cannot be started
   */
  public static LambdaProcess start(
      LocalRuntimeApi api,
      ProgramCommand client,
      LambdaFunction function,
      UnaryOperator<StartCommand> within)
      throws IOException {
    return start(api, function, variables -> within.apply(client.withVariables(variables)));
  }

  private static LambdaProcess start(
      LocalRuntimeApi api,
      LambdaFunction function,
      Function<Map<String, String>, StartCommand> client)
      throws IOException {
    RuntimeEndpoint endpoint = api.open(function.concurrency());
    if (function.hasSnapStart()) {
      endpoint.holdAtSnapshot();
    }
    try {
      Map<String, String> environment = new HashMap<>(function.variables(endpoint.address()));
      environment.putAll(function.environment());
      ChildProcess process = ChildProcess.start(client.apply(environment));
      var unused =
          process
              .exit()
              .thenAccept(
                  value ->
                      endpoint.lost(
                          "the instance ended with exit value " + value + "\n" + process.tail()));
      return new LambdaProcess(endpoint, process);
    } catch (IOException | RuntimeException e) {
      endpoint.close();
      throw e;
    }
  }

  /** Completes when the init phase ends, well or badly. */
  public CompletableFuture<Initialisation> initialisation() {
    return endpoint.initialisation();
  }

  /**
   * With SnapStart, completes when a snapshot could be made of the instance, which then waits for
   * {@link #restore}; see {@link RuntimeEndpoint#snapshot}.
   */
  public CompletableFuture<Initialisation> snapshot() {
    return endpoint.snapshot();
  }

  /**
   * Tells the instance that it has been restored. It is still the process that it was: what Lambda
   * would have copied is left, what the instance does about it can be seen.
   */
  public void restore() {
    endpoint.restore();
  }

  /** Where the instance finds its events: host and port. */
  public String address() {
    return endpoint.address();
  }

  /** Invokes the function; see {@link RuntimeEndpoint#invoke}. */
  public CompletableFuture<InvocationOutcome> invoke(byte[] event, Duration timeout) {
    return endpoint.invoke(event, timeout);
  }

  /** Completes when the instance asks for its next event; see {@link RuntimeEndpoint#idle}. */
  public CompletableFuture<Void> idle() {
    return endpoint.idle();
  }

  /** Cuts the instance off from the Runtime API: it runs on, and what it works on is lost. */
  public void cut() {
    endpoint.close();
  }

  /** The process, for when it was created and what it prints. */
  public ChildProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
    endpoint.close();
  }
}
