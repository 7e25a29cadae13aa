package dev.firstlight.bench.report;

import dev.firstlight.bench.record.AnswerAgreement;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.report.Summary.Agreement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compares the answers to one payload. Those of one serving runtime byte by byte: numbers are
 * written in the shortest form that reads back as the same value, so equal text is equal to the
 * last bit. Those of different ones as {@link AnswerAgreement} does, and those of peers, unless
 * they are to images: other libraries scale those by a level or two of 255 differently, which is
 * enough for other classes where weights are random. That peers do the same work was checked before
 * the run, with an image that needs no scaling.
 */
final class AnswerComparison {
  private static final Pattern IMAGE = Pattern.compile(".*\\.(jpg|png)");

  private static final int CONTEXT = 24;

  private final List<InvocationRecord> records;
  private final List<DesignPoint> points;
  private final Map<String, InvocationRecord> firsts = new LinkedHashMap<>();
  private @Nullable String difference;
  private @Nullable Agreement agreement;
  private @Nullable Agreement peerAgreement;

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

  /** How far peers are from us; empty where there is none, or they do not agree. */
  Optional<Agreement> peerAgreement() {
    return difference == null ? Optional.ofNullable(peerAgreement) : Optional.empty();
  }

  private void add(InvocationRecord record) {
    InvocationRecord first =
        firsts.putIfAbsent(kind(record.point()) + " " + record.payload(), record);
    if (first != null && difference == null && !sha256(first).equals(sha256(record))) {
      difference =
          "predictions differ for payload " + record.payload() + ": " + describe(first, record);
    }
  }

  /** What gives equal answers: a serving runtime of ours, or a peer with one. */
  private static String kind(DesignPoint point) {
    return (point.isPeer() ? point.target() + " " : "") + point.runtime();
  }

  /** The first answer of each kind to a payload against that of our first serving runtime. */
  private void compareRuntimes() {
    Map<String, InvocationRecord> references = new LinkedHashMap<>();
    for (InvocationRecord record : firsts.values()) {
      if (!record.point().isPeer()) {
        references.putIfAbsent(record.payload(), record);
      }
    }
    for (InvocationRecord record : firsts.values()) {
      InvocationRecord reference = references.get(record.payload());
      if (reference != null && !reference.equals(record)) {
        compare(reference, record);
      }
    }
  }

  private void compare(InvocationRecord reference, InvocationRecord record) {
    boolean isPeer = record.point().isPeer();
    Optional<String> left = text(reference);
    Optional<String> right = text(record);
    if (difference != null
        || left.isEmpty()
        || right.isEmpty()
        || (isPeer && IMAGE.matcher(record.payload()).matches())) {
      return;
    }
    AnswerAgreement both = AnswerAgreement.of(left.get(), right.get(), AnswerAgreement.TOLERANCE);
    if (both.difference().isPresent()) {
      difference =
          "predictions differ for payload %s: %s and %s disagree at %s"
              .formatted(record.payload(), name(reference), name(record), both.difference().get());
    } else if (isPeer) {
      peerAgreement = larger(peerAgreement, both);
    } else {
      agreement = larger(agreement, both);
    }
  }

  private static Agreement larger(@Nullable Agreement until, AnswerAgreement both) {
    return new Agreement(Math.max(until == null ? 0 : until.largest(), both.largest()));
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
