package peer;

import ai.djl.util.JsonUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * When the stages of the cold start begin and end, reported as {@code firstlight.coldstart/1}, which
 * docs/cold-start-record.md describes. Times are counted from the creation of the process, which
 * Linux tells in ticks of 10 ms; the middle of the tick is taken.
 */
final class Stages {
  private static final int TICKS_PER_SECOND = 100;

  /** Lambda grants one CPU for each 1,769 MB. */
  private static final double MEGABYTES_PER_CPU = 1769;

  private final String instance = UUID.randomUUID().toString();
  private final double cpus =
      Integer.parseInt(System.getenv().getOrDefault("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769"))
          / MEGABYTES_PER_CPU;
  private final List<Map<String, Object>> spans = new ArrayList<>();
  private final double creationNanos;
  private String runtime = "";
  private String runtimeVersion = "";
  private Map<String, Object> record;
  private double predictMillis;

  Stages() throws IOException {
    double sinceBoot = Double.parseDouble(Files.readString(Path.of("/proc/uptime")).split(" ")[0]);
    String stat = Files.readString(Path.of("/proc/self/stat"));
    double ticks =
        Double.parseDouble(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]) + 0.5;
    creationNanos = System.nanoTime() - (sinceBoot - ticks / TICKS_PER_SECOND) * 1e9;
    span("boot", 0, now(), 0);
  }

  int threads() {
    return (int) Math.max(1, Math.round(cpus));
  }

  void runtime(String name, String version) {
    runtime = name;
    runtimeVersion = version;
  }

  /** Milliseconds since the process was created. */
  double now() {
    return (System.nanoTime() - creationNanos) / 1e6;
  }

  private void span(String stage, double start, double end, long bytes) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("stage", stage);
    span.put("startMillis", start);
    span.put("endMillis", end);
    span.put("bytes", bytes);
    spans.add(span);
  }

  /** A stage begins; closing ends it. */
  Running begin(String stage) {
    return new Running(stage, now());
  }

  /** The model ran from then until now. */
  void predicted(double start) {
    double end = now();
    predictMillis = end - start;
    if (record != null) {
      span("predict", start, end, 0);
    }
  }

  /** The instance can predict from now on. */
  void ready(ModelPackage model) throws IOException {
    long heap = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    long resident =
        Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]) * 4096;
    record = new LinkedHashMap<>();
    record.put("schema", "firstlight.coldstart/1");
    record.put("instance", instance);
    record.put("target", "lambda");
    record.put("policy", "eager");
    record.put("model", model.name());
    record.put("modelVersion", model.version());
    record.put("provenance", model.provenance());
    record.put("runtime", runtime);
    record.put("runtimeVersion", runtimeVersion);
    record.put("artifact", model.artifact().get("name").getAsString());
    record.put("passedOver", List.of());
    record.put("jdk", System.getProperty("java.version"));
    record.put("cpuShare", cpus);
    record.put("threads", threads());
    record.put("readyMillis", now());
    record.put(
        "memory",
        Map.of("heapBytes", heap, "nativeBytes", resident - heap, "residentBytes", resident));
  }

  /** What every answer says, and of the cold start the first one. */
  Map<String, String> headers() {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Server-Timing", String.format(Locale.ROOT, "predict;dur=%.3f", predictMillis));
    headers.put("Firstlight-Instance", instance);
    headers.put("Firstlight-Cold", Boolean.toString(record != null));
    if (record != null) {
      record.put("stages", spans);
      headers.put("Firstlight-Cold-Start", JsonUtils.GSON_COMPACT.toJson(record));
      record = null;
    }
    return headers;
  }

  /** A stage that is under way. */
  final class Running implements AutoCloseable {
    private final String stage;
    private final double start;
    private long bytes;

    private Running(String stage, double start) {
      this.stage = stage;
      this.start = start;
    }

    void bytes(long moved) {
      bytes = moved;
    }

    @Override
    public void close() {
      span(stage, start, now(), bytes);
    }
  }
}
