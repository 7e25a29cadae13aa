package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.Models;
import java.nio.file.Path;
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

  @Option(names = "--replace", description = "Replace a different package that lies there.")
  private boolean replace;

  ModelsBuildCommand(Workplace workplace) {
    this.workplace = workplace;
    this.name = "";
  }

  @Override
  public Integer call() {
    BuildableModel model = Models.named(name);
    BuildOptions options = BuildOptions.DEFAULTS.withReplace(replace);
    BuiltPackage built =
        model.build(
            out == null
                ? ModelFolder.place(workplace.cache(), name)
                : workplace.directory().resolve(out),
            seed == null ? options : options.withSeed(seed));
    workplace
        .out()
        .printf(
            "%s %s (%s) %s%n",
            built.manifest().name(),
            built.manifest().version(),
            built.manifest().provenance(),
            built.written()
                ? "is now in " + built.directory()
                : "is already in " + built.directory() + ", intact");
    return FirstlightCommand.OK;
  }
}
