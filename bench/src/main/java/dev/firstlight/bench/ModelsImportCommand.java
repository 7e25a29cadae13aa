package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.imports.AnswerChoices;
import dev.firstlight.models.imports.ImageChoices;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.LabelsFile;
import dev.firstlight.models.imports.ModelImport;
import dev.firstlight.models.imports.PreprocessingFile;
import dev.firstlight.models.imports.SampleFile;
import dev.firstlight.models.imports.TensorArgument;
import dev.firstlight.models.imports.TextChoices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
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

  @Mixin private Basics about = new Basics();

  @Mixin private Images images = new Images();

  @Mixin private Texts texts = new Texts();

  @Mixin private Answers answers = new Answers();

  ModelsImportCommand(Workplace workplace) {
    this.workplace = workplace;
    this.source = Path.of("");
  }

  /** What the package is. */
  static final class Basics {
    @Option(names = "--name", paramLabel = "N", description = "Its name. Default: the file's.")
    private @Nullable String name;

    @Option(names = "--version", paramLabel = "V", description = "Its version. Default: 1.")
    private String version = "1";

    @Option(
        names = "--task",
        paramLabel = "TASK",
        description =
            "tensors (default), image-classification, image-embedding, image-to-tensors,"
                + " text-classification, text-embedding, text-to-tensors or tensor-classification.")
    private @Nullable String task;

    @Option(names = "--licence", paramLabel = "SPDX", description = "Of the weights.")
    private @Nullable String licence;

    @Option(names = "--source", paramLabel = "TEXT", description = "Where the weights come from.")
    private @Nullable String origin;

    @Option(
        names = "--runtime",
        paramLabel = "NAME",
        description = "The serving runtime. Default: what the file's format asks for.")
    private @Nullable String runtime;

    @Option(
        names = "--input",
        paramLabel = "NAME:DATATYPE[d,d]",
        description =
            "An input where the file does not tell, or narrower than it says; -1 varies. May be"
                + " given several times.")
    private List<String> inputs = new ArrayList<>();

    @Option(
        names = "--output",
        paramLabel = "NAME:DATATYPE[d,d]",
        description = "An output likewise.")
    private List<String> outputs = new ArrayList<>();

    @Option(
        names = "--sample",
        paramLabel = "FILE",
        description =
            "A request that the package is tried and warmed up with: a JPEG or PNG, an infer request"
                + " (.json), a text (.txt). May be given several times. Default: a photograph, a"
                + " sentence, or zeros.")
    private List<Path> samples = new ArrayList<>();

    @Option(
        names = "--out",
        paramLabel = "DIR",
        description =
            "The package's own folder. Default: models/N in ~/.cache/firstlight, where compare looks"
                + " too.")
    private @Nullable Path out;

    @Option(names = "--replace", description = "Replace a different package that lies there.")
    private boolean replace;
  }

  /** What requests with images become. */
  static final class Images {
    @Option(
        names = "--preprocessing",
        paramLabel = "FILE.json",
        description =
            "All of it: as model.json has it, or Hugging Face's preprocessor_config.json.")
    private @Nullable Path preprocessing;

    @Option(names = "--use-input", paramLabel = "NAME", description = "The input for images.")
    private @Nullable String input;

    @Option(names = "--layout", paramLabel = "NCHW|NHWC", description = "Order of dimensions.")
    private ImagePreprocessing.@Nullable Layout layout;

    @Option(names = "--size", paramLabel = "WxH", description = "What the model takes, in pixels.")
    private @Nullable String size;

    @Option(
        names = "--resize",
        paramLabel = "N|WxH|none",
        description = "Before the crop: the shorter side, or both sides.")
    private @Nullable String resize;

    @Option(
        names = "--interpolation",
        paramLabel = "HOW",
        description = "nearest, bilinear (default) or bicubic.")
    private ImagePreprocessing.@Nullable Interpolation interpolation;

    @Option(names = "--channels", paramLabel = "ORDER", description = "RGB, BGR or GREY.")
    private ImagePreprocessing.@Nullable Channels channels;

    @Option(
        names = "--scale",
        paramLabel = "X",
        description = "Of values from 0 to 255, as 1/255: (value × scale − mean) ÷ std.")
    private @Nullable String scale;

    @Option(names = "--mean", paramLabel = "X[,X,X]", description = "One, or one a channel.")
    private @Nullable String mean;

    @Option(names = "--std", paramLabel = "X[,X,X]", description = "One, or one a channel.")
    private @Nullable String std;
  }

  /** What requests with texts become. */
  static final class Texts {
    @Option(
        names = "--tokenizer",
        paramLabel = "FILE|DIR",
        description = "A tokenizer.json, or the folder that has one.")
    private @Nullable Path tokenizer;

    @Option(names = "--max-length", paramLabel = "N", description = "Most tokens of a text.")
    private @Nullable Integer maximumLength;

    @Option(
        names = "--truncate",
        negatable = true,
        description = "Cut longer texts (default), or refuse them.")
    private @Nullable Boolean truncate;

    @Option(names = "--ids", paramLabel = "NAME", description = "The input for token ids.")
    private @Nullable String ids;

    @Option(names = "--mask", paramLabel = "NAME", description = "The input for the mask.")
    private @Nullable String mask;

    @Option(names = "--types", paramLabel = "NAME", description = "The input for token types.")
    private @Nullable String types;
  }

  /** What outputs become. */
  static final class Answers {
    @Option(
        names = "--use-output",
        paramLabel = "NAME",
        description = "The output that has the scores or vectors.")
    private @Nullable String output;

    @Option(
        names = "--labels",
        paramLabel = "FILE",
        description = "Class names, one a line, in the order of the scores.")
    private @Nullable Path labels;

    @Option(names = "--top-k", paramLabel = "N", description = "Classes of a prediction.")
    private @Nullable Integer topK;

    @Option(
        names = "--softmax",
        negatable = true,
        description = "Whether scores are logits. Default: what they sum to on zeros tells.")
    private @Nullable Boolean softmax;

    @Option(names = "--pooling", paramLabel = "HOW", description = "mean, cls, max or none.")
    private Postprocessing.@Nullable Pooling pooling;

    @Option(names = "--normalize", negatable = true, description = "Scale embeddings to length 1.")
    private @Nullable Boolean normalize;
  }

  @Override
  public Integer call() {
    BuiltPackage built = new ModelImport(this::say).run(request());
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
    Path model = resolved(source);
    String name = about.name == null ? nameOf(model) : about.name;
    ImportRequest.Builder request =
        ImportRequest.of(
                model,
                name,
                about.out == null
                    ? ModelFolder.place(workplace.cache(), checkedName(name))
                    : resolved(about.out),
                workplace.cache())
            .version(about.version)
            .replace(about.replace)
            .inputs(parse("--input", about.inputs, TensorArgument::parse))
            .outputs(parse("--output", about.outputs, TensorArgument::parse))
            .images(images())
            .texts(texts())
            .answers(
                new AnswerChoices(
                    Optional.ofNullable(answers.output),
                    optional(answers.topK),
                    Optional.ofNullable(answers.softmax),
                    Optional.ofNullable(answers.pooling),
                    Optional.ofNullable(answers.normalize)));
    Optional.ofNullable(about.task).ifPresent(request::task);
    Optional.ofNullable(about.licence).ifPresent(request::licence);
    Optional.ofNullable(about.origin).ifPresent(request::provenance);
    Optional.ofNullable(about.runtime).ifPresent(request::runtime);
    if (images.preprocessing != null) {
      request.preprocessing(PreprocessingFile.read(resolved(images.preprocessing)));
    }
    if (answers.labels != null) {
      request.labels(LabelsFile.read(resolved(answers.labels)));
    }
    int number = 1;
    for (Path sample : about.samples) {
      request.sample(SampleFile.read(resolved(sample), number++));
    }
    return request.build();
  }

  private ImageChoices images() {
    return new ImageChoices(
        Optional.ofNullable(images.input),
        Optional.ofNullable(images.layout),
        Optional.ofNullable(images.size).map(ImageArguments::size),
        Optional.ofNullable(images.resize).map(ImageArguments::resizing),
        Optional.ofNullable(images.interpolation),
        Optional.ofNullable(images.channels),
        images.scale == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(ImageArguments.number("--scale", images.scale)),
        ImageArguments.numbers("--mean", images.mean),
        ImageArguments.numbers("--std", images.std));
  }

  private TextChoices texts() {
    return new TextChoices(
        Optional.ofNullable(texts.tokenizer).map(this::resolved),
        optional(texts.maximumLength),
        Optional.ofNullable(texts.truncate),
        Optional.ofNullable(texts.ids),
        Optional.ofNullable(texts.mask),
        Optional.ofNullable(texts.types));
  }

  private static OptionalInt optional(@Nullable Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  private static <T> List<T> parse(String option, List<String> texts, Function<String, T> parser) {
    try {
      return texts.stream().map(parser).toList();
    } catch (IllegalArgumentException e) {
      throw new BenchException(BenchException.Kind.USAGE, option + " " + e.getMessage(), e);
    }
  }

  private Path resolved(Path path) {
    return workplace.directory().resolve(path).normalize();
  }

  private String nameOf(Path model) {
    String name = ImageArguments.stem(model);
    say("guess: name " + name + ", since the file is called so (--name to change it)");
    return name;
  }

  private static String checkedName(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--name \"%s\" must be 1 to 128 letters, digits or ._- and begin with a letter or digit"
              .formatted(name));
    }
    return name;
  }

  private void say(String line) {
    workplace.err().println(line);
  }
}
