package dev.firstlight.bench.compare;

import dev.firstlight.conformance.Call;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentences of a few subjects, several ways to say each, named {@code subject/number}: the report
 * says whether a model that embeds texts finds like ones alike.
 */
final class TextPayloads {
  private TextPayloads() {}

  static List<Payload> make() {
    Map<String, Integer> counts = new HashMap<>();
    List<Payload> payloads = new ArrayList<>();
    String table = new String(Payloads.resource("texts.tsv"), StandardCharsets.UTF_8);
    table
        .lines()
        .map(line -> line.split("\t", 2))
        .forEach(
            fields ->
                payloads.add(
                    new Payload(
                        fields[0] + "/" + counts.merge(fields[0], 1, Integer::sum),
                        Call.post("/predict", "text/plain", fields[1]))));
    return payloads;
  }
}
