package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.Preparation.Measured;
import dev.firstlight.models.PackageCopy;
import dev.firstlight.models.prepare.ModelPrepare;
import dev.firstlight.models.prepare.PrepareOptions;
import dev.firstlight.models.prepare.PreparedPackage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight models prepare}: adds a form that loads faster on machines like this one. */
@Command(
    name = "prepare",
    description =
        "Adds to a package a form of its model that loads faster on machines like this one: writes"
            + " several, measures them, keeps the best. Other machines go on using what is there.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelsPrepareCommand implements Callable<Integer> {
  private static final String ROW = "%-10s %12s %18s %18s%n";

  private final Workplace workplace;

  @Parameters(
      paramLabel = "NAME|DIR",
      description = "A model that is here (firstlight models list), or the folder of a package.")
  private String model;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Copy the package there first and prepare the copy. Default: in place.")
  private @Nullable Path out;

  @Option(
      names = "--replace",
      description = "With --out: replace a different package that lies there.")
  private boolean replace;

  @Option(
      names = "--artifact",
      paramLabel = "NAME",
      description = "The artifact to prepare. Default: the first for which that is possible.")
  private @Nullable String artifact;

  @Option(
      names = "--predictions",
      paramLabel = "N",
      description =
          "Choose the form that takes least time to load and predict N times. Default:"
              + " ${DEFAULT-VALUE}, the fastest first prediction.")
  private int predictions = 1;

  ModelsPrepareCommand(Workplace workplace) {
    this.workplace = workplace;
    this.model = "";
  }

  @Override
  public Integer call() {
    if (predictions < 1) {
      throw new BenchException(
          BenchException.Kind.USAGE, "--predictions must be at least 1, not " + predictions);
    }
    Path folder = folder();
    if (out != null) {
      Path copy = workplace.directory().resolve(out).normalize();
      PackageCopy.copy(folder, copy, replace);
      folder = copy;
    }
    PreparedPackage prepared =
        new ModelPrepare(line -> workplace.err().println(line + " …"))
            .run(
                folder,
                new PrepareOptions(Optional.ofNullable(artifact), predictions, workplace.cache()));
    show(folder, prepared);
    return FirstlightCommand.OK;
  }

  private Path folder() {
    Path folder = workplace.directory().resolve(model).normalize();
    return ModelFolder.isPackage(folder)
        ? folder
        : ModelFolder.of(model, List.of(), workplace.cache(), line -> workplace.err().println(line))
            .folder();
  }

  private void show(Path folder, PreparedPackage prepared) {
    workplace.out().printf(ROW, "FORM", "LOAD, ms", "FIRST PREDICT, ms", "LATER, ms");
    for (Measured one : prepared.measured()) {
      workplace
          .out()
          .printf(
              ROW,
              one.form(),
              "%.1f".formatted(one.loadMillis()),
              "%.1f".formatted(one.firstMillis()),
              "%.2f".formatted(one.predictMillis()));
    }
    workplace.out().println(prepared.why());
    Optional<Artifact> added = prepared.added();
    if (added.isEmpty()) {
      workplace.out().println("nothing was added to " + folder);
      return;
    }
    workplace
        .out()
        .printf(
            "%s now has the artifact %s, %s, for %s %s with %s and version %s of %s%n",
            folder,
            added.get().name(),
            Sizes.bytes(added.get().bytes()),
            added.get().requires().operatingSystem().orElse("any system"),
            added.get().requires().architecture().orElse("any processor"),
            added.get().requires().instructionSet().orElse("any instruction set"),
            added.get().requires().runtimeVersion().orElse("any"),
            added.get().runtime());
  }
}
