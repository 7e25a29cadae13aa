package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.container.ContainerImage;
import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.container.Engine;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.model.ModelManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Which images instances are containers of. */
final class ContainerArguments {
  /** What an image has settled. */
  private static final List<String> SETTLED =
      List.of("--model", "--runtime", "--store", "--jvm", "--java", "--peers");

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--image",
      paramLabel = "NAME",
      split = ",",
      description =
          "With --isolation container: the image of each target, in their order. Default:"
              + " firstlight/lambda, firstlight/cloud-run (gcf), firstlight/server-cpu, as"
              + " images/build names them.",
      showDefaultValue = Visibility.NEVER)
  private List<String> images = List.of();

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "With --isolation container: docker or podman. Default: the first of them that works.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String engine;

  /**
   * Images with one model.
   *
   * @param containers themselves
   * @param model folder with the manifest of the model in them
   * @param runtime that serves it, if they were built for one
   */
  record Chosen(Containers containers, Path model, Optional<String> runtime) {}

  /**
   * The images, where instances are to be containers.
   *
   * @throws BenchException of kind USAGE for an image that is missing or another target's, an
   *     engine that does not work, or an option that an image has settled
   */
  Optional<Chosen> choice(IsolationKind kind, List<String> targets, Workplace workplace)
      throws InterruptedException {
    if (kind != IsolationKind.CONTAINER) {
      if (!images.isEmpty() || engine != null) {
        throw usage("--image and --engine are for --isolation container, not " + kind.label());
      }
      return Optional.empty();
    }
    List<String> clashes = SETTLED.stream().filter(this::isGiven).toList();
    if (!clashes.isEmpty()) {
      throw usage(
          "%s cannot be given with --isolation container, as the image has its model, serving runtime and JVM; images/build %s --help tells how to make another"
              .formatted(
                  String.join(", ", clashes),
                  ContainerImage.defaultName(targets.get(0)).replace("firstlight/", "")));
    }
    if (!images.isEmpty() && images.size() != targets.size()) {
      throw usage(
          "--image %s names %d images; there are %d targets, %s"
              .formatted(
                  String.join(",", images),
                  images.size(),
                  targets.size(),
                  String.join(",", targets)));
    }
    return Optional.of(find(targets, workplace));
  }

  private Chosen find(List<String> targets, Workplace workplace) throws InterruptedException {
    Engine found = Engine.find(Optional.ofNullable(engine), workplace.environment());
    Map<String, ContainerImage> byTarget = new HashMap<>();
    Path model = Path.of("");
    String digest = "";
    String runtime = "";
    for (int i = 0; i < targets.size(); i++) {
      String target = targets.get(i);
      String name = images.isEmpty() ? ContainerImage.defaultName(target) : images.get(i).trim();
      ContainerImage image = ContainerImage.of(found, name, target);
      byte[] manifest = image.manifest(found);
      String its = FileDigest.of(manifest);
      if (i > 0 && !(its.equals(digest) && image.runtime().equals(runtime))) {
        throw usage(
            "image \"%s\" has another model or serving runtime than that of target %s; build both with the same --model and --runtime"
                .formatted(name, targets.get(0)));
      }
      digest = its;
      runtime = image.runtime();
      model = kept(workplace.cache().resolve("images").resolve(its), manifest);
      byTarget.put(target, image);
    }
    return new Chosen(
        new Containers(found, byTarget),
        model,
        Optional.of(runtime).filter(named -> !named.isEmpty()));
  }

  private static Path kept(Path folder, byte[] manifest) {
    try {
      Files.createDirectories(folder);
      Files.write(folder.resolve(ModelManifest.FILE), manifest);
      return folder;
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "\"%s\" cannot be written: %s".formatted(folder, e), e);
    }
  }

  /** The same as words of a command line. */
  String words() {
    return (images.isEmpty() ? "" : " --image " + String.join(",", images))
        + (engine == null ? "" : " --engine " + engine);
  }

  /** The model and runtime of images, for what takes them from a package's folder. */
  static ModelFolder folder(Chosen chosen) {
    return ModelFolder.read(chosen.model());
  }

  private boolean isGiven(String option) {
    CommandSpec spec = command;
    return spec != null
        && spec.commandLine().getParseResult() != null
        && spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
