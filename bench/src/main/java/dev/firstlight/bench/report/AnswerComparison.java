package dev.firstlight.bench.report;

import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Agreement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the answers to one payload. Those of one serving runtime byte by byte: numbers are
 * written in the shortest form that reads back as the same value, so equal text is equal to the
 * last bit. Those of different ones as {@link AnswerAgreement} does.
 */
final class AnswerComparison {
  private static final int CONTEXT = 24;

  private final List<InvocationRecord> records;
  private final List<DesignPoint> points;
  private final Map<String, InvocationRecord> firsts = new LinkedHashMap<>();
  private @Nullable String difference;
  private @Nullable Agreement agreement;

  private AnswerComparison(List<InvocationRecord> records) {
    this.records = records;
    this.points = records.stream().map(InvocationRecord::point).distinct().toList();
  }

  /** Compares all of them. */
  static AnswerComparison of(List<InvocationRecord> records) {
    AnswerComparison comparison = new AnswerComparison(records);
    for (InvocationRecord record : records) {
      if (record.succeeded()) {
        comparison.add(record);
      }
    }
    comparison.compareRuntimes();
    return comparison;
  }

  /** The first answer that differs from an earlier one to the same payload, put into words. */
  Optional<String> difference() {
    return Optional.ofNullable(difference);
  }

  /** How far serving runtimes are apart; empty where there is one, or they do not agree. */
  Optional<Agreement> agreement() {
    return difference == null ? Optional.ofNullable(agreement) : Optional.empty();
  }

  private void add(InvocationRecord record) {
    InvocationRecord first =
        firsts.putIfAbsent(record.point().runtime() + " " + record.payload(), record);
    if (first != null && difference == null && !sha256(first).equals(sha256(record))) {
      difference =
          "predictions differ for payload " + record.payload() + ": " + describe(first, record);
    }
  }

  /** The first answer of each runtime to a payload against that of the first runtime. */
  private void compareRuntimes() {
    Map<String, InvocationRecord> references = new LinkedHashMap<>();
    for (InvocationRecord record : firsts.values()) {
      InvocationRecord reference = references.putIfAbsent(record.payload(), record);
      Optional<String> left = reference == null ? Optional.empty() : text(reference);
      Optional<String> right = text(record);
      if (reference != null && difference == null && left.isPresent() && right.isPresent()) {
        AnswerAgreement both = AnswerAgreement.of(left.get(), right.get());
        both.difference()
            .ifPresent(
                where ->
                    difference =
                        "predictions differ for payload %s: %s and %s disagree at %s"
                            .formatted(record.payload(), name(reference), name(record), where));
        double largest = Math.max(agreement == null ? 0 : agreement.largest(), both.largest());
        agreement = new Agreement(largest);
      }
    }
  }

  private String describe(InvocationRecord first, InvocationRecord other) {
    Optional<String> left = text(first);
    Optional<String> right = text(other);
    if (left.isEmpty() || right.isEmpty()) {
      return "SHA-256 %s on %s, %s on %s"
          .formatted(sha256(first), name(first), sha256(other), name(other));
    }
    int at = mismatch(left.get(), right.get());
    return "%s answers %s where %s answers %s (character %d)"
        .formatted(name(first), around(left.get(), at), name(other), around(right.get(), at), at);
  }

  private String name(InvocationRecord record) {
    return record.point().among(points);
  }

  private static int mismatch(String left, String right) {
    int at = 0;
    while (at < Math.min(left.length(), right.length()) && left.charAt(at) == right.charAt(at)) {
      at++;
    }
    return at;
  }

  private static String around(String text, int at) {
    int from = Math.max(0, at - CONTEXT);
    int to = Math.min(text.length(), at + CONTEXT);
    return (from > 0 ? "…" : "") + text.substring(from, to) + (to < text.length() ? "…" : "");
  }

  private static String sha256(InvocationRecord record) {
    return record.answer().map(InvocationRecord.Answer::sha256).orElse("");
  }

  /** The text that stands with the first record of that answer. */
  private Optional<String> text(InvocationRecord wanted) {
    return records.stream()
        .filter(record -> sha256(record).equals(sha256(wanted)))
        .flatMap(record -> record.answer().stream())
        .flatMap(answer -> answer.text().stream())
        .findFirst();
  }
}
