package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.Models;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.models.catalogue.Catalogue;
import dev.firstlight.models.catalogue.CatalogueEntry;
import dev.firstlight.models.catalogue.CatalogueFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight models show}: what is known of a model. */
@Command(
    name = "show",
    description =
        "Shows what is known of a model of the catalogue, and of its package if it is here.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelsShowCommand implements Callable<Integer> {
  private final Workplace workplace;

  @Parameters(
      paramLabel = "NAME|DIR",
      description = "A model of firstlight models list, or the folder of a package.")
  private String model;

  @Option(
      names = "--verify",
      description = "Read every file of the package and check its size and SHA-256.")
  private boolean verify;

  ModelsShowCommand(Workplace workplace) {
    this.workplace = workplace;
    this.model = "";
  }

  @Override
  public Integer call() {
    Path folder = workplace.directory().resolve(model).normalize();
    if (ModelFolder.isPackage(folder)) {
      show(folder);
      return FirstlightCommand.OK;
    }
    Optional<CatalogueEntry> entry = Catalogue.bundled().find(model);
    Optional<BuildableModel> buildable =
        Models.ALL.stream().filter(one -> one.name().equals(model)).findFirst();
    entry.ifPresent(this::show);
    buildable.ifPresent(
        one -> {
          line("name", one.name());
          line("what", one.description());
          line("to get it", "firstlight models build " + one.name());
        });
    boolean named = model.matches("[A-Za-z0-9][A-Za-z0-9._-]*");
    Path place = ModelFolder.place(workplace.cache(), model);
    if (named && ModelFolder.isPackage(place)) {
      show(place);
    } else if (entry.isEmpty() && buildable.isEmpty()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" is neither the folder of a package nor a model of firstlight models list"
              .formatted(model));
    } else {
      line("here", "no");
      if (verify) {
        throw new BenchException(
            BenchException.Kind.USAGE,
            "there is no package of \"" + model + "\" to verify; get it first");
      }
    }
    return FirstlightCommand.OK;
  }

  private void show(CatalogueEntry entry) {
    line("name", entry.name());
    line("what", entry.title());
    line("task", entry.task());
    line("licence", entry.licence());
    line("page", entry.page());
    for (CatalogueFile file : entry.files()) {
      line("file", "%s, %,d bytes".formatted(file.name(), file.bytes()));
      line("", "SHA-256 " + file.sha256());
      file.sources().forEach(source -> line("", source.toString()));
    }
    entry
        .texts()
        .ifPresent(
            texts ->
                line(
                    "tokenizer",
                    "%s, with --tokenizer FILE, makes it a %s"
                        .formatted(texts.tokenizer(), texts.task())));
    entry.notes().forEach(note -> line("note", note));
    line("to get it", "firstlight models fetch " + entry.name());
  }

  private void show(Path folder) {
    ModelManifest manifest =
        verify ? PackageVerifier.verify(folder) : ModelFolder.read(folder).manifest();
    line("package", folder.toString());
    new ManifestText(manifest).lines().forEach(one -> line(one.key(), one.value()));
    line(
        "digests",
        verify ? "every file has its size and SHA-256" : "not checked (--verify reads every file)");
  }

  private void line(String key, String value) {
    workplace.out().printf("%-14s %s%n", key, value);
  }
}
