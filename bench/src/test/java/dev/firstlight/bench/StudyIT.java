package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.Trial;
import dev.firstlight.conformance.model.TinyModels;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies with real instances, and a tiny model so that they are quick. */
class StudyIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void makeModel() throws Exception {
    model = TinyModels.classifier(folder.resolve("tiny"));
  }

  @Test
  void study_ofInferences_deploysEachValueOnceATurnAndSendsWhatItSays() throws Exception {
    assertEquals(
        FirstlightCommand.OK,
        study("inferences", "--values", "1,8", "--cold", "2", "--warm", "2"),
        this::told);

    List<InvocationRecord> records = records();
    assertEquals(2 * 2 * 3, records.size());
    for (Trial deployed :
        List.of(
            new Trial("inferences", 1, 0, true),
            new Trial("inferences", 8, 0, true),
            new Trial("inferences", 1, 1, true),
            new Trial("inferences", 8, 1, true))) {
      assertEquals(1, records.stream().filter(each -> trial(each).equals(deployed)).count());
    }
    long one = sent(records, 1);
    assertTrue(sent(records, 8) > 7 * one, "eight samples are not eight times as long");
    assertTrue(out().lines().allMatch(line -> line.length() <= 104), this::told);
    assertTrue(out().contains("Warm calls: "), this::told);
    assertTrue(Files.readString(folder.resolve("run/report.html")).contains("firstlight.study/1"));
  }

  @Test
  void study_ofDownloadSize_bringsTheDummyFileAndRemovesIt() throws Exception {
    assertEquals(
        FirstlightCommand.OK,
        study("download-size", "--values", "0,20", "--cold", "1", "--warm", "0"),
        this::told);

    List<InvocationRecord> records = records();
    assertTrue(fetched(records, 20) - fetched(records, 0) >= 20_000_000, this::told);
    try (Stream<Path> left = Files.list(folder)) {
      assertFalse(left.anyMatch(each -> each.getFileName().toString().contains("study")));
    }
  }

  @Test
  void study_ofProvisionedInstances_countsCallsThatMeetAColdStart() throws Exception {
    assertEquals(
        FirstlightCommand.OK,
        study("provisioned", "--values", "0,2", "--cold", "1", "--burst", "2"),
        this::told);

    List<InvocationRecord> records = records();
    assertEquals(2, starts(records, 0));
    assertEquals(0, starts(records, 2));
  }

  @Test
  void study_thatCannotBe_saysWhyBeforeAnythingRuns() {
    assertEquals(FirstlightCommand.USAGE, study("download-size", "--store", "file"));
    assertTrue(told().contains("download-size needs http"), this::told);
    assertEquals(
        FirstlightCommand.USAGE, study("memory", "--target", "gcf", "--values", "100,256"));
    assertTrue(told().contains("memory size of 100 MB"), this::told);
  }

  private int study(String factor, String... more) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "study", factor, "--model", model.toString(), "--jvm", "plain", "--out", "run"),
                Stream.of(more))
            .toArray(String[]::new);
    return Commands.run(HOME, folder, out, err, arguments);
  }

  private List<InvocationRecord> records() throws Exception {
    return RecordLog.read(folder.resolve("run/records.jsonl"));
  }

  private static Trial trial(InvocationRecord record) {
    return record.trial().orElseThrow();
  }

  private static long sent(List<InvocationRecord> records, long value) {
    return records.stream()
        .filter(each -> trial(each).value() == value)
        .mapToLong(each -> each.traffic().sent())
        .findFirst()
        .orElseThrow();
  }

  private static long fetched(List<InvocationRecord> records, long value) {
    return records.stream()
        .filter(each -> trial(each).value() == value)
        .flatMap(each -> each.coldStart().stream())
        .flatMap(start -> start.stages().stream())
        .filter(span -> span.stage().label().toLowerCase(Locale.ROOT).equals("download"))
        .mapToLong(span -> span.bytes())
        .sum();
  }

  private static long starts(List<InvocationRecord> records, long value) {
    return records.stream()
        .map(StudyIT::trial)
        .filter(each -> each.value() == value && each.coldStart())
        .count();
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String told() {
    return out() + err.toString(StandardCharsets.UTF_8);
  }
}
