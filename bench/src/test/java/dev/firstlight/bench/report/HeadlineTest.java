package dev.firstlight.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Runs;
import dev.firstlight.bench.record.InvocationRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlineTest {
  @Test
  void headline_ofAClearRun_namesTheFirst() {
    assertEquals(
        "First light comes soonest on server: 202 ms at the median of 3 cold starts, against 302 ms"
            + " on lambda. The longest stage of a cold start on server is boot: 80 ms at the median.",
        headline(Runs.valid()));
  }

  @Test
  void headline_ofMediansThatMayBeEqual_claimsNothing() {
    List<InvocationRecord> records = new ArrayList<>();
    for (int start = 1; start <= 3; start++) {
      records.addAll(Runs.instance("lambda", start, 300));
      records.addAll(Runs.instance("gcf", start, 301));
      records.addAll(Runs.instance("server", start, 400));
    }
    assertTrue(
        headline(records)
            .startsWith(
                "First light comes after 302 ms on lambda and 303 ms on gcf, too close to tell"
                    + " apart in 3 cold starts; it takes 402 ms on server."),
        headline(records));
  }

  @Test
  void headline_ofManyRows_namesTheFirstAndTheSpanOfTheOthers() {
    List<InvocationRecord> records = new ArrayList<>(Runs.valid());
    records.addAll(Runs.at(Runs.valid(), "tensorflow", "file"));
    for (int start = 1; start <= 3; start++) {
      records.addAll(Runs.at(Runs.instance("server", start, 180), "pytorch", "file"));
      records.addAll(Runs.at(Runs.instance("lambda", start, 500), "pytorch", "file"));
    }
    assertTrue(
        headline(records)
            .startsWith(
                "First light comes soonest on server pytorch: 182 ms at the median of 3 cold"
                    + " starts, against 202 ms on server onnx to 502 ms on lambda pytorch."),
        headline(records));
  }

  @Test
  void headline_ofOneTarget_comparesNothing() {
    List<InvocationRecord> records =
        Runs.valid().stream().filter(record -> record.point().target().equals("lambda")).toList();
    assertTrue(
        headline(records)
            .startsWith("First light on lambda comes after 302 ms (median of 3 cold starts)."),
        headline(records));
  }

  @Test
  void headline_ofAnInvalidRun_saysWhyFirst() {
    assertEquals(
        "This run is not valid, so compare nothing from it: lambda: too few cold starts: 1"
            + " answered, at least 3 are needed.",
        headline(Runs.instance("lambda", 1, 300)));
  }

  @Test
  void equality_ofOneRuntime_isExact_andOfSeveralSaysHowFar() {
    assertEquals(
        "All targets gave equal predictions, to the last bit.",
        Headline.equality(Summarizer.summarize(Runs.valid())));
    List<InvocationRecord> records = new ArrayList<>();
    for (String value : List.of("0.25", "0.250001")) {
      List<InvocationRecord> own =
          Runs.valid().stream()
              .map(record -> Runs.answering(record, "a", value, "[" + value + "]"))
              .toList();
      records.addAll(Runs.at(own, value.equals("0.25") ? "onnx" : "pytorch", "file"));
    }
    assertEquals(
        "All targets gave equal predictions, to the last bit within a serving runtime, and within"
            + " 4e-06 across them.",
        Headline.equality(Summarizer.summarize(records)));
  }

  private static String headline(List<InvocationRecord> records) {
    return Headline.of(Summarizer.summarize(records));
  }
}
