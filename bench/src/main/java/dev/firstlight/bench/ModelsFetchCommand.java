package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.catalogue.Catalogue;
import dev.firstlight.models.catalogue.CatalogueEntry;
import dev.firstlight.models.catalogue.FetchOptions;
import dev.firstlight.models.catalogue.ModelFetch;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight models fetch}: brings a pretrained model of the catalogue. */
@Command(
    name = "fetch",
    description =
        "Fetches a pretrained model, checks its SHA-256, and makes a package of it. A fetch that was"
            + " interrupted goes on where it stopped.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ModelsFetchCommand implements Callable<Integer> {
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
      names = "--mirror",
      paramLabel = "URL|DIR",
      description =
          "Where files lie as NAME/FILE, tried before the catalogue's own addresses; may be given"
              + " several times.")
  private List<String> mirrors = new ArrayList<>();

  @Option(
      names = "--tokenizer",
      paramLabel = "FILE|DIR",
      description = "The tokenizer.json of a text model for which the catalogue has none.")
  private @Nullable Path tokenizer;

  @Option(names = "--replace", description = "Replace a different package that lies there.")
  private boolean replace;

  ModelsFetchCommand(Workplace workplace) {
    this.workplace = workplace;
    this.name = "";
  }

  @Override
  public Integer call() {
    CatalogueEntry entry = Catalogue.bundled().named(name);
    FetchOptions options;
    try {
      options = FetchOptions.of(downloads(workplace), mirrors.stream().map(this::mirror).toList());
    } catch (IllegalArgumentException e) {
      throw new BenchException(BenchException.Kind.USAGE, String.valueOf(e.getMessage()), e);
    }
    ModelFetch.Order order =
        new ModelFetch.Order(
            entry,
            out == null
                ? ModelFolder.place(workplace.cache(), name)
                : workplace.directory().resolve(out),
            replace,
            Optional.ofNullable(tokenizer).map(workplace.directory()::resolve),
            workplace.cache());
    say(
        "%s: %s, %s, licence %s, from %s"
            .formatted(
                name, entry.title(), Sizes.bytes(entry.bytes()), entry.licence(), entry.page()));
    entry.notes().forEach(this::say);
    FetchProgress progress = new FetchProgress(workplace);
    Thread hook =
        new Thread(
            () ->
                say(
                    "%nfirstlight: interrupted; firstlight models fetch %s goes on where this stopped"
                        .formatted(name)),
            "interruption");
    Runtime.getRuntime().addShutdownHook(hook);
    BuiltPackage built;
    try {
      built = new ModelFetch(options, progress).fetch(order);
    } finally {
      forget(hook);
    }
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

  /** Where files lie that are not complete yet. */
  static Path downloads(Workplace workplace) {
    return workplace.cache().resolve("downloads");
  }

  private URI mirror(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
        ? URI.create(text)
        : workplace.directory().resolve(text).toAbsolutePath().normalize().toUri();
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // It runs already.
    }
  }

  private void say(String line) {
    workplace.err().println(line);
  }
}
