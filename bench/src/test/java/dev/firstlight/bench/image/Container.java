package dev.firstlight.bench.image;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.RunningHandler;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.lambda.LambdaProcess;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.lambda.RunningFunction;
import dev.firstlight.conformance.process.HttpProcess;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** An instance in a container. Closing it removes the container too. */
record Container(RunningHandler handler, Podman podman, String name) implements RunningHandler {
  private static final Duration OPEN = Duration.ofMinutes(1);

  /** A function of an image for Lambda, against a Runtime API of the tests. */
  static Container function(
      BuiltImages images,
      LocalRuntimeApi api,
      LambdaEvents events,
      ContainerOptions options,
      Map<String, String> environment)
      throws IOException {
    String name = freshName();
    LambdaFunction function =
        LambdaFunction.of("dev.firstlight.lambda.FirstlightHandler", environment)
            .withMemory(options.memoryMegabytes());
    LambdaProcess process =
        LambdaProcess.start(
            api,
            images.podman().command(words(images, options, name)),
            function,
            command -> command);
    return new Container(new RunningFunction(process, events), images.podman(), name);
  }

  /** A server; returns when it listens. */
  static Container server(BuiltImages images, ContainerOptions options) throws IOException {
    String name = freshName();
    HttpProcess process =
        HttpProcess.start(
            port ->
                images
                    .podman()
                    .command(
                        words(
                            images,
                            options.withEnvironment(Map.of("PORT", Integer.toString(port))),
                            name)),
            OPEN);
    return new Container(process, images.podman(), name);
  }

  /** The command of a container that is to end by itself. */
  static ProgramCommand command(BuiltImages images, ContainerOptions options) {
    return images.podman().command(words(images, options, freshName()));
  }

  private static List<String> words(BuiltImages images, ContainerOptions options, String name) {
    List<String> words = new ArrayList<>(options.run(name));
    words.add(images.image());
    return words;
  }

  private static String freshName() {
    return "firstlight-" + UUID.randomUUID();
  }

  /** Runs a program beside the instance. */
  String run(String... words) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("exec", name));
    all.addAll(List.of(words));
    return podman.output(all);
  }

  @Override
  public Answer send(Call call) throws IOException, InterruptedException {
    return handler.send(call);
  }

  @Override
  public boolean carries(Call call) {
    return handler.carries(call);
  }

  @Override
  public boolean hasHeaders() {
    return handler.hasHeaders();
  }

  @Override
  public boolean isAlive() {
    return handler.isAlive();
  }

  @Override
  public List<String> log() {
    return handler.log();
  }

  @Override
  public void close() {
    List<String> removal = List.of("rm", "--force", "--ignore", "--time=0", name);
    try {
      try {
        podman.output(removal);
      } catch (IOException e) {
        podman.output(removal); // it was ending by itself just then
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      handler.close();
    }
  }
}
