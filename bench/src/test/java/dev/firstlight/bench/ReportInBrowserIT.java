package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.HtmlReport;
import dev.firstlight.bench.report.Summarizer;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report as a browser shows it: its script runs to its end and says nothing to the console. */
class ReportInBrowserIT {
  private static final List<String> BROWSERS =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

  @TempDir Path folder;

  @Test
  void report_ofSeveralRuntimes_isDrawnWithoutAComplaint() throws Exception {
    List<InvocationRecord> records = new ArrayList<>(Runs.valid());
    records.addAll(Runs.at(Runs.valid(), "pytorch", "s3"));
    Path page = folder.resolve("report.html");
    Files.writeString(
        page, HtmlReport.render(Summarizer.summarize(records), Optional.of(Runs.PLAN)));

    Path dom = folder.resolve("dom.html");
    Path console = folder.resolve("console.txt");
    show(page, dom, console);

    String said = Files.readString(console);
    assertFalse(said.contains(":CONSOLE"), said);
    String drawn = Files.readString(dom).replaceAll("(?s)<script.*?</script>", "");
    assertTrue(drawn.contains("server pytorch s3"), drawn);
    assertTrue(drawn.contains("<svg"), "no chart was drawn");
    assertTrue(drawn.contains(Runs.PLAN.command()), "the last part is missing");
  }

  @Test
  void workload_isDrawnWithoutAComplaint() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Commands.run(folder, folder, out, err, "workload", "w40");
    Commands.run(
        folder, folder, out, err, "workload", "inspect", "w40.schedule", "--html", "page.html");
    Path dom = folder.resolve("dom.html");
    Path console = folder.resolve("console.txt");
    show(folder.resolve("page.html"), dom, console);

    String said = Files.readString(console);
    assertFalse(said.contains(":CONSOLE"), said);
    String drawn = Files.readString(dom).replaceAll("(?s)<script.*?</script>", "");
    assertTrue(drawn.contains("w40: 15,000 requests in 900 s"), drawn);
    assertEquals(4, drawn.split("<svg", -1).length, "three charts are drawn");
  }

  private void show(Path page, Path dom, Path console) throws IOException, InterruptedException {
    Optional<Path> browser = browser();
    assumeTrue(browser.isPresent(), "no Chromium is installed, so no report is drawn");
    Process process =
        new ProcessBuilder(
                browser.get().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--no-first-run",
                "--enable-logging=stderr",
                "--user-data-dir=" + folder.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString())
            .redirectOutput(dom.toFile())
            .redirectError(console.toFile())
            .start();
    try {
      assertTrue(process.waitFor(2, TimeUnit.MINUTES), "the browser does not end");
      assertEquals(0, process.exitValue());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static Optional<Path> browser() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> BROWSERS.stream().map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
