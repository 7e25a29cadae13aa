package dev.firstlight.bench.report;

import dev.firstlight.bench.record.InvocationRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the answers to one payload on all targets, byte by byte: numbers are written in the
 * shortest form that reads back as the same value, so equal text is equal to the last bit.
 */
final class AnswerComparison {
  private static final int CONTEXT = 24;

  private AnswerComparison() {}

  /** The first answer that differs from an earlier one to the same payload, put into words. */
  static Optional<String> firstDifference(List<InvocationRecord> records) {
    Map<String, InvocationRecord> firsts = new LinkedHashMap<>();
    for (InvocationRecord record : records) {
      if (!record.succeeded()) {
        continue;
      }
      InvocationRecord first = firsts.putIfAbsent(record.payload(), record);
      if (first != null && !sha256(first).equals(sha256(record))) {
        return Optional.of(
            "predictions differ for payload "
                + record.payload()
                + ": "
                + describe(first, record, records));
      }
    }
    return Optional.empty();
  }

  private static String describe(
      InvocationRecord first, InvocationRecord other, List<InvocationRecord> records) {
    Optional<String> left = text(first, records);
    Optional<String> right = text(other, records);
    if (left.isEmpty() || right.isEmpty()) {
      return "SHA-256 %s on %s, %s on %s"
          .formatted(sha256(first), first.target(), sha256(other), other.target());
    }
    int at = mismatch(left.get(), right.get());
    return "%s answers %s where %s answers %s (character %d)"
        .formatted(
            first.target(), around(left.get(), at), other.target(), around(right.get(), at), at);
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
  private static Optional<String> text(InvocationRecord wanted, List<InvocationRecord> records) {
    return records.stream()
        .filter(record -> sha256(record).equals(sha256(wanted)))
        .flatMap(record -> record.answer().stream())
        .flatMap(answer -> answer.text().stream())
        .findFirst();
  }
}
