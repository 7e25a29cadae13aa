package dev.firstlight.bench.container;

import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.Keeper;
import dev.firstlight.bench.isolation.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Each instance as a container of an image: what a command would start, the image's own does. */
public final class ContainerIsolation implements Isolation {
  /** What all containers of a process carry, with a value of its own. */
  public static final String LABEL = "dev.firstlight.owner";

  /** A control group is there for much longer than this after its process was killed. */
  private static final long LOOK_MILLIS = 50;

  private final Engine engine;
  private final ContainerImage image;
  private final Keeper keeper;
  private final Path folder;
  private final String token = UUID.randomUUID().toString();
  private final AtomicInteger count = new AtomicInteger();
  private final Set<ContainerCell> open = ConcurrentHashMap.newKeySet();
  private final List<Double> overheads = new ArrayList<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread daemon = new Thread(task, "containers");
            daemon.setDaemon(true);
            return daemon;
          });

  private ContainerIsolation(Engine engine, ContainerImage image) {
    this.engine = engine;
    this.image = image;
    try {
      this.folder = Files.createTempDirectory("firstlight-containers");
    } catch (IOException e) {
      throw new UncheckedIOException("a folder for containers cannot be made: " + e, e);
    }
    Map<String, String> ending = new HashMap<>(engine.variables());
    ending.put("FL_ENDING", script("ending.sh"));
    ending.put("FL_ENGINE", String.join(" ", engine.words(List.of())));
    ending.put("FL_LABEL", LABEL + "=" + token);
    ending.put("FL_FOLDER", folder.toString());
    this.keeper = new Keeper(ending);
    var unused =
        watch.scheduleWithFixedDelay(
            () -> open.forEach(ContainerCell::look),
            LOOK_MILLIS,
            LOOK_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /**
   * Begins.
   *
   * @throws dev.firstlight.bench.fault.BenchException of kind USAGE where this machine has no shell
   *     to end containers with
   */
  public static ContainerIsolation begin(Engine engine, ContainerImage image) {
    return new ContainerIsolation(engine, image);
  }

  @Override
  public Cell open(Limits limits) {
    String name =
        "firstlight-%d-%s-%d"
            .formatted(
                ProcessHandle.current().pid(), token.substring(0, 8), count.incrementAndGet());
    ContainerOptions options =
        ContainerOptions.of(limits).withLabels(Map.of(LABEL, token)).withEnvironment(Map.of());
    ContainerCell cell = new ContainerCell(this, name, options, folder.resolve(name + ".pid"));
    open.add(cell);
    return cell;
  }

  Engine engine() {
    return engine;
  }

  ContainerImage image() {
    return image;
  }

  Map<String, String> mark() {
    return keeper.mark();
  }

  void created(double overheadMillis) {
    synchronized (overheads) {
      overheads.add(overheadMillis);
    }
  }

  void closed(ContainerCell cell) {
    open.remove(cell);
  }

  /**
   * Milliseconds from the engine's command to the instance's process, which no cloud's figures
   * contain: the median of all containers until now.
   */
  public OptionalDouble overheadMillis() {
    double[] sorted;
    synchronized (overheads) {
      sorted = overheads.stream().mapToDouble(Double::doubleValue).toArray();
    }
    Arrays.sort(sorted);
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2);
  }

  @Override
  public boolean hasOwnTmp() {
    return true;
  }

  @Override
  public List<String> gaps() {
    return List.of(
        "containers share this machine's network, and the image lies here already: nothing is"
            + " pulled");
  }

  @Override
  public void close() {
    watch.shutdownNow();
    open.forEach(ContainerCell::close);
    keeper.close();
  }

  static String script(String name) {
    try (InputStream in = ContainerIsolation.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
