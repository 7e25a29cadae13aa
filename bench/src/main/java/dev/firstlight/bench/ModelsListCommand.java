package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.Models;
import dev.firstlight.models.catalogue.Catalogue;
import dev.firstlight.models.catalogue.CatalogueEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/** {@code firstlight models list}: what can be built or fetched, and what is here. */
@Command(
    name = "list",
    description = "Lists the models that can be built or fetched, and those that are here.",
    mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  private static final String ROW = "%-20s %-8s %-10s %-8s %-12s %-6s %s%n";

  private final Workplace workplace;

  ModelsListCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  /** A line of the table. */
  private record Row(
      String name, String from, String weights, String size, String licence, String what) {}

  @Override
  public Integer call() {
    List<Row> rows = new ArrayList<>();
    for (BuildableModel model : Models.ALL) {
      rows.add(
          new Row(
              model.name(),
              "build",
              model.isPretrained() ? "pretrained" : "random",
              Sizes.bytes(model.bytes()),
              "Apache-2.0",
              model.description()));
    }
    for (CatalogueEntry entry : Catalogue.bundled().entries()) {
      rows.add(
          new Row(
              entry.name(),
              "fetch",
              "pretrained",
              Sizes.bytes(entry.bytes()),
              entry.licence(),
              entry.title()));
    }
    rows.addAll(imported(rows));
    workplace.out().printf(ROW, "NAME", "FROM", "WEIGHTS", "SIZE", "LICENCE", "HERE", "WHAT");
    for (Row row : rows) {
      workplace
          .out()
          .printf(
              ROW,
              row.name(),
              row.from(),
              row.weights(),
              row.size(),
              row.licence(),
              here(row.name()),
              row.what());
    }
    workplace.out().printf("%nHERE is in %s%n", ModelFolder.place(workplace.cache(), ""));
    return FirstlightCommand.OK;
  }

  private String here(String name) {
    return ModelFolder.isPackage(ModelFolder.place(workplace.cache(), name)) ? "yes" : "no";
  }

  /** Packages in the cache that are neither built nor fetched. */
  private List<Row> imported(List<Row> known) {
    Set<String> names = new HashSet<>();
    known.forEach(row -> names.add(row.name()));
    List<Row> rows = new ArrayList<>();
    Path folder = ModelFolder.place(workplace.cache(), "");
    if (!Files.isDirectory(folder)) {
      return rows;
    }
    try (Stream<Path> folders = Files.list(folder)) {
      for (Path one : folders.filter(ModelFolder::isPackage).sorted().toList()) {
        String name = String.valueOf(one.getFileName());
        if (!names.contains(name) && !name.startsWith(".")) {
          rows.add(imported(name, one));
        }
      }
    } catch (IOException e) {
      workplace.err().println("firstlight: \"" + folder + "\" cannot be listed: " + e);
    }
    return rows;
  }

  private static Row imported(String name, Path folder) {
    try {
      ModelManifest manifest = ModelFolder.read(folder).manifest();
      long bytes = manifest.artifacts().get(0).bytes();
      return new Row(
          name,
          "import",
          manifest.hasRandomWeights() ? "random" : "own",
          Sizes.bytes(bytes),
          manifest.licence(),
          manifest.task() + ", " + manifest.provenance());
    } catch (StartException e) {
      return new Row(name, "import", "?", "?", "?", "damaged: " + e.getMessage());
    }
  }
}
