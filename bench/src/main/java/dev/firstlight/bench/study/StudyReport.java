package dev.firstlight.bench.study;

import dev.firstlight.bench.report.HtmlReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A study as one HTML file that needs nothing else. */
public final class StudyReport {
  private StudyReport() {}

  /**
   * The file's text.
   *
   * @param summary as {@link StudyJson} writes it
   */
  public static String render(String summary) {
    String data = // nothing in it may end the script element
        summary.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    return HtmlReport.page(resource("study.html"), resource("study.js"), data);
  }

  private static String resource(String name) {
    try (InputStream in = StudyReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
