package dev.firstlight.bench.container;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.ModelPlace;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image of ours that an engine has.
 *
 * @param name that it was asked for by
 * @param id that stands for its content, whatever the name comes to mean meanwhile
 * @param model folder of the model inside it
 * @param runtime the serving runtime that it was built for; empty for the one that its package
 *     prefers
 * @param bytes of its layers, unpacked
 */
public record ContainerImage(String name, String id, String model, String runtime, long bytes) {
  private static final Map<String, String> FOLDERS =
      Map.of("lambda", "lambda", "gcf", "cloud-run", "server", "server-cpu");

  private static final String PLATFORM = "dev.firstlight.platform";
  private static final String MODEL = "dev.firstlight.model";
  private static final String RUNTIME = "dev.firstlight.runtime";

  /** What {@code images/build} calls the image of that target where nobody says otherwise. */
  public static String defaultName(String target) {
    return "firstlight/" + folder(target);
  }

  private static String folder(String target) {
    String folder = FOLDERS.get(target);
    if (folder == null) {
      throw new IllegalArgumentException("target \"" + target + "\" has no image");
    }
    return folder;
  }

  /**
   * Looks an image up.
   *
   * @throws BenchException of kind USAGE if the engine has none of that name, or it is not for that
   *     target; the message has the command that builds it
   */
  public static ContainerImage of(Engine engine, String name, String target)
      throws InterruptedException {
    String build =
        "images/build %s --engine %s%s"
            .formatted(
                folder(target),
                engine.name(),
                name.equals(defaultName(target)) ? "" : " --tag " + name);
    JsonNode image = inspect(engine, name, build);
    JsonNode labels = image.get("Config");
    String platform = label(labels, PLATFORM);
    if (platform.isEmpty()) {
      throw usage(
          "image \"%s\" has no label %s, so this version of images/build has not made it; %s does"
              .formatted(name, PLATFORM, build));
    }
    if (!platform.equals(target)) {
      throw usage(
          "image \"%s\" is for target %s, not %s; %s makes one that is"
              .formatted(name, platform, target, build));
    }
    String model = label(labels, MODEL);
    if (!model.startsWith("/")) {
      throw usage(
          "image \"%s\" fetches its model from \"%s\"; isolation \"container\" serves a model that is in the image: %s --model NAME|DIR"
              .formatted(name, model, build));
    }
    return new ContainerImage(
        name,
        image.get("Id").asString(),
        model,
        label(labels, RUNTIME),
        image.get("Size").asLong());
  }

  private static JsonNode inspect(Engine engine, String name, String build)
      throws InterruptedException {
    try {
      return JsonNode.read(
              engine.output(List.of("image", "inspect", name)).getBytes(StandardCharsets.UTF_8))
          .elements()
          .get(0);
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "there is no image \"%s\"; %s builds it (with --base debian where no registry can be reached). %s"
              .formatted(name, build, e.getMessage()),
          e);
    }
  }

  /** Where instances find the model: in the image, which nobody can write to. */
  public ModelPlace place() {
    return new ModelPlace(model, Map.of(), Optional.empty(), false);
  }

  private static String label(JsonNode configuration, String name) {
    return configuration
        .find("Labels")
        .flatMap(labels -> labels.find(name))
        .map(JsonNode::asString)
        .orElse("");
  }

  /**
   * The manifest of the model inside, read by a container that ends at once.
   *
   * @throws BenchException of kind TARGET if no container of the image can be run
   */
  public byte[] manifest(Engine engine) throws InterruptedException {
    try {
      return engine
          .output(
              List.of(
                  "run",
                  "--rm",
                  "--pull=never",
                  "--network=none",
                  "--read-only",
                  "--ulimit=nofile=1024:1024",
                  "--ulimit=nproc=1024:1024",
                  "--entrypoint=cat",
                  id,
                  model + "/model.json"))
          .getBytes(StandardCharsets.UTF_8);
    } catch (IOException | JsonException e) {
      throw new BenchException(
          BenchException.Kind.TARGET,
          "no container of image \"%s\" can be run: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
