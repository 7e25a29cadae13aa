package dev.firstlight.bench.report;

import dev.firstlight.bench.record.RunPlan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A summary as one HTML file that needs nothing else: style, script, charts and data are in it. */
public final class HtmlReport {
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private HtmlReport() {}

  /** The file's text. Without a plan, it cannot say on what machine and how to repeat the run. */
  public static String render(Summary summary, Optional<RunPlan> plan) {
    return page(resource("report.html"), resource("report.js"), ReportData.write(summary, plan));
  }

  /**
   * A page of the same style: what stands at the places {@code style}, {@code charts}, {@code
   * script} and {@code data} of its text is filled in.
   *
   * @param text of the page
   * @param script that draws it
   * @param data as JSON
   */
  public static String page(String text, String script, String data) {
    Map<String, String> parts =
        Map.of("style", resource("report.css"), "script", script, "charts", charts(), "data", data);
    Matcher place = PLACE.matcher(text);
    StringBuilder page = new StringBuilder();
    while (place.find()) {
      String part = parts.get(place.group(1));
      if (part == null) {
        throw new IllegalStateException("the page has an unknown place " + place.group());
      }
      place.appendReplacement(page, Matcher.quoteReplacement(part));
    }
    return place.appendTail(page).toString();
  }

  /** The chart library, out of its jar; the version stands in a file that the build fills in. */
  private static String charts() {
    String version = resource("echarts.version").trim();
    return text("/META-INF/resources/webjars/echarts/" + version + "/echarts.min.js");
  }

  private static String resource(String name) {
    return text("/dev/firstlight/bench/report/" + name);
  }

  private static String text(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the class path; build again");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
