package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code firstlight models list}: what can be built, and what has been. */
@Command(
    name = "list",
    description = "Lists the models whose packages can be built.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  private final Workplace workplace;

  ModelsListCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() {
    for (BuildableModel model : Models.ALL) {
      Path folder = ModelFolder.place(workplace.cache(), model.name());
      boolean built = Files.isRegularFile(folder.resolve(ModelManifest.FILE));
      workplace.out().printf("%-12s %s%n", model.name(), model.description());
      workplace.out().printf("%-12s %s%n", "", built ? "built in " + folder : "not built yet");
    }
    return FirstlightCommand.OK;
  }
}
