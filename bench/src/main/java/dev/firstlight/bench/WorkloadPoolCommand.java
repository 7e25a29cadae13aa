package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.pool.InputSource;
import dev.firstlight.bench.workload.pool.Pool;
import dev.firstlight.bench.workload.pool.PoolInput;
import dev.firstlight.bench.workload.pool.PoolMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** {@code firstlight workload pool}: distinct inputs, so that nothing is answered from a cache. */
@Command(
    name = "pool",
    description =
        "Makes a pool of distinct inputs: crops and mirrored crops of images, texts by templates, or"
            + " tensors.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class WorkloadPoolCommand implements Callable<Integer> {
  private static final int MOST = 100_000;

  private final Workplace workplace;

  @ArgGroup(multiplicity = "1")
  private Source source = new Source();

  @Option(names = "--size", paramLabel = "N", description = "How many inputs.")
  private int size = 200;

  @Option(names = "--seed", paramLabel = "N", description = "Of all choices.")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      showDefaultValue = Visibility.NEVER,
      description = "The pool's own folder; it gets the inputs and pool.json.")
  private Path out = Path.of("");

  @Option(names = "--replace", description = "Replace a pool that lies there.")
  private boolean replace;

  WorkloadPoolCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  /** Of what; one of them. */
  static final class Source {
    @Option(
        names = "--model",
        paramLabel = "NAME|DIR",
        description =
            "What that model takes: of the images in its package, or else of those that compare"
                + " sends; sentences; tensors.")
    private @Nullable String model;

    @Option(
        names = "--images",
        paramLabel = "DIR",
        description = "JPEG and PNG files of that folder; inputs keep their format.")
    private @Nullable Path images;

    @Option(names = "--texts", paramLabel = "FILE", description = "Sentences, one a line, UTF-8.")
    private @Nullable Path texts;

    Source() {}
  }

  @Override
  public Integer call() {
    if (size < 1 || size > MOST) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "--size %d is out of range; 1 to %d is allowed".formatted(size, MOST));
    }
    Path folder = workplace.resolved(out);
    ScheduleArguments.refuseToReplace(folder.resolve(Pool.FILE), replace);
    if (Files.exists(folder) && !Files.exists(folder.resolve(Pool.FILE)) && !isEmpty(folder)) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" is there and is no pool; name a folder of the pool's own".formatted(folder));
    }
    Pool pool = make(folder);
    workplace
        .out()
        .printf(
            "%s: %d distinct inputs, %s%n",
            folder,
            pool.inputs().size(),
            Sizes.bytes(pool.inputs().stream().mapToLong(PoolInput::bytes).sum()));
    return FirstlightCommand.OK;
  }

  private Pool make(Path folder) {
    String what;
    InputSource inputs;
    if (source.images != null) {
      what = "images of " + source.images.getFileName();
      inputs = PoolSources.images(workplace.resolved(source.images), seed);
    } else if (source.texts != null) {
      what = "sentences of " + source.texts.getFileName();
      inputs = PoolSources.texts(workplace.resolved(source.texts), seed);
    } else {
      ModelFolder model =
          ModelFolder.of(
              String.valueOf(source.model),
              List.of(),
              workplace.cache(),
              line -> workplace.err().println(line));
      what = "samples for model " + model.manifest().name();
      inputs = PoolSources.of(model, seed);
    }
    return PoolMaker.make(folder, what, inputs, size, seed);
  }

  private static boolean isEmpty(Path folder) {
    String[] names = folder.toFile().list();
    return names != null && names.length == 0;
  }
}
