package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.ModelImport;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight models import}: makes a package of somebody's own model. */
@Command(
    name = "import",
    description =
        "Makes a package of an ONNX file, a TensorFlow SavedModel or a TorchScript file: finds its"
            + " inputs and outputs, asks for what cannot be known, and runs it once.",
    sortOptions = false)
final class ModelsImportCommand implements Callable<Integer> {
  private final Workplace workplace;

  // Not the standard pair: --version is the package's here.
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, not at the field
  private boolean help;

  @Parameters(paramLabel = "FILE|DIR", description = "The model.")
  private Path source;

  @Mixin private ImportedPackage about = new ImportedPackage();

  @Mixin private ImportedImages images = new ImportedImages();

  @Mixin private ImportedTexts texts = new ImportedTexts();

  @Mixin private ImportedAnswers answers = new ImportedAnswers();

  ModelsImportCommand(Workplace workplace) {
    this.workplace = workplace;
    this.source = Path.of("");
  }

  @Override
  public Integer call() {
    BuiltPackage built =
        new ModelImport(this::say, new BuiltRuntimes(workplace.home())).run(request());
    workplace
        .out()
        .printf(
            "%s %s %s%n",
            built.manifest().name(),
            built.manifest().version(),
            built.written()
                ? "ran once and is now in " + built.directory()
                : "is already in " + built.directory() + ", intact");
    return FirstlightCommand.OK;
  }

  private ImportRequest request() {
    Path model = workplace.resolved(source);
    String name = about.name().orElseGet(() -> nameOf(model));
    Path out = about.out(workplace).orElseGet(() -> ModelFolder.place(workplace.cache(), name));
    ImportRequest.Builder request = ImportRequest.of(model, name, out, workplace.cache());
    about.describe(request, workplace);
    images.describe(request, workplace);
    texts.describe(request, workplace);
    answers.describe(request, workplace);
    return request.build();
  }

  private String nameOf(Path model) {
    String name = ImageArguments.stem(model);
    say("guess: name " + name + ", since the file is called so (--name to change it)");
    return name;
  }

  private void say(String line) {
    workplace.err().println(line);
  }
}
