package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.SampleFile;
import dev.firstlight.models.imports.TensorArgument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code models import}: what the package is, and where it goes. */
final class ImportedPackage {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

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

  /** Its name, if one was given. */
  Optional<String> name() {
    if (name != null && !NAME.matcher(name).matches()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--name \"%s\" must be 1 to 128 letters, digits or ._- and begin with a letter or digit"
              .formatted(name));
    }
    return Optional.ofNullable(name);
  }

  /** Its folder, if one was given. */
  Optional<Path> out(Workplace workplace) {
    return Optional.ofNullable(out).map(workplace::resolved);
  }

  /** Puts the rest into the request. */
  void describe(ImportRequest.Builder request, Workplace workplace) {
    request
        .version(version)
        .replace(replace)
        .inputs(parse("--input", inputs, TensorArgument::parse))
        .outputs(parse("--output", outputs, TensorArgument::parse));
    Optional.ofNullable(task).ifPresent(request::task);
    Optional.ofNullable(licence).ifPresent(request::licence);
    Optional.ofNullable(origin).ifPresent(request::provenance);
    Optional.ofNullable(runtime).ifPresent(request::runtime);
    int number = 1;
    for (Path sample : samples) {
      request.sample(SampleFile.read(workplace.resolved(sample), number++));
    }
  }

  private static <T> List<T> parse(String option, List<String> texts, Function<String, T> parser) {
    try {
      return texts.stream().map(parser).toList();
    } catch (IllegalArgumentException e) {
      throw new BenchException(BenchException.Kind.USAGE, option + " " + e.getMessage(), e);
    }
  }
}
