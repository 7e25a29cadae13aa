package dev.firstlight.bench;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.InvocationRecord.Answer;
import dev.firstlight.bench.record.InvocationRecord.Times;
import dev.firstlight.bench.record.InvocationRecord.Traffic;
import dev.firstlight.bench.record.RunPlan;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.coldstart.StageSpan;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Made-up runs, for tests of what is made of them. */
public final class Runs {
  public static final Instant BEGIN = Instant.parse("2026-11-24T10:00:00Z");

  public static final RunPlan PLAN =
      new RunPlan(
          BEGIN,
          "./firstlight compare --model mobilenet --targets lambda,server --cold 3 --warm 6",
          "0.1.0",
          "/cache/models/mobilenet",
          List.of("lambda", "server"),
          List.of(),
          List.of(),
          List.of("onnx"),
          List.of("file"),
          RunPlan.Granted.MACHINE,
          3,
          6,
          1,
          new RunPlan.Jvm(
              "tuned",
              "17.0.15 Debian, amd64",
              List.of("-XX:+UseSerialGC"),
              List.of("lambda onnx file CLASS DATA 0123456789abcdef")),
          new RunPlan.Machine("Made-up CPU", 2, 8L << 30, "Linux 6.1 amd64", 0.1));

  private Runs() {}

  /** Three cold starts and six warm requests on each of two targets, nothing wrong. */
  public static List<InvocationRecord> valid() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int start = 1; start <= 3; start++) {
      records.addAll(instance("lambda", start, 300));
      records.addAll(instance("server", start, 200));
    }
    return records;
  }

  /** That target, with ONNX Runtime and the model in a folder. */
  public static DesignPoint point(String target) {
    return new DesignPoint(target, "onnx", "file");
  }

  /** The same records, had another serving runtime and store given them. */
  public static List<InvocationRecord> at(
      List<InvocationRecord> records, String runtime, String store) {
    return records.stream()
        .map(
            record ->
                new InvocationRecord(
                    record.run(),
                    new DesignPoint(record.point().target(), runtime, store),
                    record.instance() + "-" + runtime + "-" + store,
                    record.sequence(),
                    record.payload(),
                    record.times(),
                    record.traffic(),
                    record.status(),
                    record.cold(),
                    record.coldStart(),
                    record.predictMillis(),
                    record.answer(),
                    record.otherCpus(),
                    record.error()))
        .toList();
  }

  /** One instance: its cold start and two warm requests. */
  public static List<InvocationRecord> instance(String target, int start, double scale) {
    return List.of(
        cold(target, start, scale),
        warm(target, start, 1, 10 + start),
        warm(target, start, 2, 20 + start));
  }

  /** A first request, whose end to end is {@code scale + start} milliseconds. */
  public static InvocationRecord cold(String target, int start, double scale) {
    double e2e = scale + start;
    return new InvocationRecord(
        BEGIN,
        point(target),
        target + "-uuid-" + start,
        0,
        "rocket.jpg",
        new Times(0, 0, nanos(e2e) - 1000, nanos(e2e)),
        new Traffic(1000, 100),
        200,
        true,
        Optional.of(coldStart(target, start, e2e)),
        OptionalDouble.of(5),
        Optional.of(new Answer("aa", Optional.of("{\"predictions\":[1]}"))),
        OptionalDouble.of(0.01),
        Optional.empty());
  }

  /** A later request of that many milliseconds. */
  public static InvocationRecord warm(String target, int start, int sequence, double millis) {
    return new InvocationRecord(
        BEGIN,
        point(target),
        target + "-uuid-" + start,
        sequence,
        "chelsea.png",
        new Times(1_000_000, 1_000_000, 1_000_000 + nanos(millis), 1_000_000 + nanos(millis)),
        new Traffic(2000, 100),
        200,
        false,
        Optional.empty(),
        OptionalDouble.of(millis - 2),
        Optional.of(new Answer("bb", Optional.empty())),
        OptionalDouble.empty(),
        Optional.empty());
  }

  /** That request, had it failed. */
  public static InvocationRecord failed(InvocationRecord record, int status, String error) {
    return new InvocationRecord(
        record.run(),
        record.point(),
        record.instance(),
        record.sequence(),
        record.payload(),
        record.times(),
        record.traffic(),
        status,
        false,
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalDouble.empty(),
        Optional.of(error));
  }

  /** That request, had it been answered so. */
  public static InvocationRecord answering(
      InvocationRecord record, String payload, String sha256, String text) {
    return new InvocationRecord(
        record.run(),
        record.point(),
        record.instance(),
        record.sequence(),
        payload,
        record.times(),
        record.traffic(),
        record.status(),
        record.cold(),
        record.coldStart(),
        record.predictMillis(),
        Optional.of(new Answer(sha256, Optional.of(text))),
        record.otherCpus(),
        record.error());
  }

  /** That first request, had its instance kept such a record. */
  public static InvocationRecord with(
      InvocationRecord record, boolean cold, ColdStartRecord coldStart, double otherCpus) {
    return new InvocationRecord(
        record.run(),
        record.point(),
        record.instance(),
        record.sequence(),
        record.payload(),
        record.times(),
        record.traffic(),
        record.status(),
        cold,
        Optional.of(coldStart),
        record.predictMillis(),
        record.answer(),
        OptionalDouble.of(otherCpus),
        record.error());
  }

  /** A cold start whose stages cover {@code e2e} less 5 ms, with download within import. */
  public static ColdStartRecord coldStart(String target, int start, double e2e) {
    double predict = e2e - 15;
    return withStages(
        target,
        start,
        predict,
        List.of(
            new StageSpan(Stage.BOOT, 0, 80, 0),
            new StageSpan(Stage.IMPORT, 80, 120, 0),
            new StageSpan(Stage.DOWNLOAD, 82, 92, 17_000_000),
            new StageSpan(Stage.VERIFY, 92, 94, 0),
            new StageSpan(Stage.LOAD, 120, 150, 0),
            new StageSpan(Stage.WARMUP, 150, predict, 0),
            new StageSpan(Stage.DECODE, predict, predict, 0),
            new StageSpan(Stage.PREDICT, predict, predict + 10, 0)));
  }

  /** A cold start with those stages. */
  public static ColdStartRecord withStages(
      String target, int start, double readyMillis, List<StageSpan> stages) {
    return new ColdStartRecord(
        target + "-uuid-" + start,
        target,
        "eager",
        "mobilenet",
        "1",
        "random weights, seed 1",
        "onnxruntime",
        "1.29.0",
        "onnx",
        List.of(),
        "17.0.15 Debian",
        2,
        2,
        Optional.empty(),
        false,
        stages,
        readyMillis,
        new ColdStartRecord.Memory(10_000_000, 90_000_000, 100_000_000),
        Optional.empty(),
        Optional.empty());
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }
}
