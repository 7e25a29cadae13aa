package dev.firstlight.bench.budget;

import dev.firstlight.bench.instance.Instance;
import dev.firstlight.bench.instance.Launch;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.jvm.InstanceJvm;
import dev.firstlight.coldstart.ColdStartJson;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.process.OpenFiles;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A cold start that is counted, not timed: its JVM logs the classes that it loads, and has a heap
 * so large that nothing is collected. A start that is timed does neither.
 */
public final class CountingStart {
  /**
   * Too large to be collected. Threads take their parts of it in small pieces, as what they have
   * taken and not filled counts as allocated too.
   */
  private static final List<String> HEAP =
      List.of("-Xms1g", "-Xmn900m", "-Xmx1200m", "-XX:TLABSize=64k", "-XX:-ResizeTLAB");

  private static final String LOADED = "[class,load] ";
  private static final String COLLECTED = " Pause ";
  private static final String ARCHIVED = "source: shared objects file";

  private CountingStart() {}

  /**
   * Starts an instance once to fill its caches, then once to count.
   *
   * @param targets what starts instances of a launch
   * @param launch what to start
   * @param call the first request
   * @param folder for the JVM's log; must be there
   * @throws IOException if it does not answer well
   */
  public static WorkCount of(
      Function<Launch, Target> targets, Launch launch, Call call, Path folder)
      throws IOException, InterruptedException {
    try (Target plain = targets.apply(launch);
        Instance instance = plain.start()) {
      answered(instance, call);
    }
    Path log = folder.resolve("jvm.log");
    Files.deleteIfExists(log);
    try (Target counting = targets.apply(logging(launch, log));
        Instance instance = counting.start()) {
      Answer answer = answered(instance, call);
      return count(instance.pid(), answer, log);
    }
  }

  private static Launch logging(Launch launch, Path log) {
    List<String> flags = new ArrayList<>(launch.jvm().flags());
    flags.add("-Xlog:class+load=info,gc=info:file=\"" + log + "\":tags");
    flags.addAll(HEAP);
    return launch.withJvm(new InstanceJvm(launch.jvm().java(), flags, launch.jvm().archive()));
  }

  private static Answer answered(Instance instance, Call call)
      throws IOException, InterruptedException {
    Answer answer = instance.send(call).answer();
    if (answer.status() != 200) {
      throw new IOException(
          "its first request is answered with " + answer.status() + ": " + answer.text());
    }
    return answer;
  }

  private static WorkCount count(long pid, Answer answer, Path log) throws IOException {
    Map<Counter, Long> counts = new EnumMap<>(Counter.class);
    Path process = Path.of("/proc", Long.toString(pid));
    if (Files.isReadable(process.resolve("io"))) {
      field(counts, Counter.BYTES_READ, process.resolve("io"), "rchar:");
      field(counts, Counter.READ_CALLS, process.resolve("io"), "syscr:");
      field(counts, Counter.THREADS, process.resolve("status"), "Threads:");
      OpenFiles open = OpenFiles.of(pid);
      Set<Path> files = new HashSet<>(open.files());
      files.addAll(open.mapped());
      files.remove(log);
      counts.put(Counter.FILES_OPEN, (long) files.size());
    }
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    List<String> classes = lines.stream().filter(line -> line.startsWith(LOADED)).toList();
    counts.put(Counter.CLASSES_LOADED, (long) classes.size());
    counts.put(
        Counter.CLASSES_PARSED, classes.stream().filter(line -> !line.contains(ARCHIVED)).count());
    boolean collected = lines.stream().anyMatch(line -> line.contains(COLLECTED));
    answer
        .header(Header.COLD_START)
        .filter(record -> !collected)
        .map(record -> ColdStartJson.read(record).memory().heapBytes())
        .ifPresent(bytes -> counts.put(Counter.BYTES_ALLOCATED, bytes));
    return new WorkCount(counts);
  }

  private static void field(Map<Counter, Long> counts, Counter counter, Path file, String name)
      throws IOException {
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith(name)) {
        counts.put(counter, Long.parseLong(line.substring(name.length()).trim()));
      }
    }
  }
}
