package dev.firstlight.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What a run looks like to those who read it, against files. To renew them after an intended
 * change, copy what the failing test prints.
 */
class ReportGoldenTest {
  private final Summary summary = Summarizer.summarize(Runs.valid());

  @Test
  void summaryJson_ofAValidRun_isAsInTheFile() throws IOException {
    assertEquals(golden("summary.json"), SummaryJson.write(summary));
  }

  @Test
  void table_ofAValidRun_isAsInTheFile() throws IOException {
    assertEquals(golden("table.txt"), String.join("\n", ComparisonTable.lines(summary)) + "\n");
  }

  @Test
  void table_ofAnInvalidRun_isAsInTheFile() throws IOException {
    Summary invalid =
        Summarizer.summarize(
            List.of(
                Runs.cold("lambda", 1, 300),
                Runs.failed(Runs.cold("server", 1, 200), 0, "the instance ended")));
    assertEquals(
        golden("table-invalid.txt"), String.join("\n", ComparisonTable.lines(invalid)) + "\n");
  }

  @Test
  void reportData_ofAValidRun_isAsInTheFile() throws IOException {
    assertEquals(
        golden("report-data.json"), ReportData.write(summary, Optional.of(Runs.PLAN)) + "\n");
  }

  @Test
  void table_ofRuntimesAndStores_isAsInTheFile() throws IOException {
    List<InvocationRecord> records = new ArrayList<>();
    for (String store : List.of("file", "s3")) {
      for (String runtime : List.of("onnx", "tensorflow")) {
        records.addAll(Runs.at(Runs.valid(), runtime, store));
      }
    }
    List<String> lines = ComparisonTable.lines(Summarizer.summarize(records));
    assertEquals(golden("table-runtimes.txt"), String.join("\n", lines) + "\n");
    assertTrue(lines.stream().allMatch(line -> line.length() <= ComparisonTable.WIDTH));
  }

  @Test
  void table_ofLongNames_isNoWiderThanATableMayBe() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int start = 1; start <= 3; start++) {
      records.addAll(Runs.instance("lambda", start, 98_765));
      records.addAll(Runs.instance("gcf", start, 98_765));
      records.addAll(Runs.instance("server", start, 98_765));
    }
    for (String line : ComparisonTable.lines(Summarizer.summarize(records))) {
      assertTrue(line.length() <= ComparisonTable.WIDTH, line);
    }
    List<InvocationRecord> apart = new ArrayList<>(Runs.at(records, "tensorflow", "file"));
    apart.addAll(Runs.at(records, "pytorch", "s3://a-bucket-with-a-long-name/models/mobilenet"));
    for (String line : ComparisonTable.lines(Summarizer.summarize(apart))) {
      assertTrue(line.length() <= ComparisonTable.WIDTH, line);
    }
  }

  @Test
  void report_loadsNothingFromElsewhere() {
    String page = HtmlReport.render(summary, Optional.of(Runs.PLAN));
    String markup = page.replaceAll("(?s)(<script[^>]*>).*?</script>", "$1");
    assertFalse(markup.contains("src=") || markup.contains("href="), markup);
    assertFalse(markup.contains("@import") || markup.contains("url("), markup);
    assertFalse(markup.contains("{{"), "a place was not filled");
  }

  @Test
  void report_ofHostileText_keepsItWithinItsData() {
    String hostile = "</script><script>alert(1)</script><!-- & \u2028 {{data}} $1";
    List<InvocationRecord> records = new ArrayList<>(Runs.valid());
    records.set(1, Runs.failed(records.get(1), 500, hostile));
    String page = HtmlReport.render(Summarizer.summarize(records), Optional.empty());
    Matcher data =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
            .matcher(page);
    assertTrue(data.find());
    assertFalse(data.group(1).contains("<"));
    assertFalse(data.group(1).contains("\u2028"));
    String reason =
        JsonNode.read(data.group(1).getBytes(StandardCharsets.UTF_8))
            .get("summary")
            .get("verdict")
            .elements("reasons")
            .get(0)
            .asString();
    assertTrue(reason.endsWith(hostile), reason);
  }

  private static String golden(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            ReportGoldenTest.class.getResourceAsStream("golden/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
