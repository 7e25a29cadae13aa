package dev.firstlight.bench.record;

import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether two answers say the same: equal members, texts, lengths and whole numbers, and other
 * numbers that are equal within a tolerance of the larger one, in arrays of the array's largest. A
 * {@code score} is compared by its logarithm: that of a softmax differs by as much as the model's
 * own outputs do.
 */
public final class AnswerAgreement {
  /** What different kernels may differ by. */
  public static final double TOLERANCE = 1e-4;

  private final double tolerance;
  private double largest;
  private @Nullable String difference;

  private AnswerAgreement(double tolerance) {
    this.tolerance = tolerance;
  }

  /**
   * Compares two answers.
   *
   * @param tolerance what numbers may differ by, as a part of the larger one
   */
  public static AnswerAgreement of(String left, String right, double tolerance) {
    AnswerAgreement agreement = new AnswerAgreement(tolerance);
    try {
      agreement.compare(parse(left), parse(right), 0);
    } catch (JsonException e) {
      if (!left.equals(right)) {
        agreement.differ("the whole", "one answer", "another, and they are no JSON");
      }
    }
    return agreement;
  }

  /** Where they disagree first, and how. */
  public Optional<String> difference() {
    return Optional.ofNullable(difference);
  }

  /** The largest relative difference of two numbers. */
  public double largest() {
    return largest;
  }

  private void compare(JsonNode left, JsonNode right, double scale) {
    if (difference != null) {
      return;
    }
    boolean whole = left.isWholeNumber() && right.isWholeNumber(); // a class, not a score
    if (left.isNumber() && right.isNumber() && !whole) {
      numbers(left, right, scale);
    } else if (left.isObject() && right.isObject() && left.keys().equals(right.keys())) {
      left.keys().forEach(key -> compare(left.get(key), right.get(key), 0));
    } else if (left.isArray()
        && right.isArray()
        && left.elements().size() == right.elements().size()) {
      arrays(left.elements(), right.elements());
    } else if (!told(left).equals(told(right))) {
      differ(left.path(), told(left), told(right));
    }
  }

  private void arrays(List<JsonNode> left, List<JsonNode> right) {
    double scale = Math.max(magnitude(left), magnitude(right));
    for (int i = 0; i < left.size(); i++) {
      compare(left.get(i), right.get(i), scale);
    }
  }

  private static double magnitude(List<JsonNode> nodes) {
    return nodes.stream()
        .filter(JsonNode::isNumber)
        .mapToDouble(node -> Math.abs(node.asDouble()))
        .max()
        .orElse(0);
  }

  private void numbers(JsonNode left, JsonNode right, double scale) {
    double a = left.asDouble();
    double b = right.asDouble();
    boolean isScore = left.path().matches("(.*\\.)?score") && a > 0 && b > 0;
    double apart = isScore ? apart(Math.log(a), Math.log(b), 1) : apart(a, b, scale);
    largest = Math.max(largest, apart);
    if (apart > tolerance) {
      differ(left.path(), Double.toString(a), Double.toString(b));
    }
  }

  private static double apart(double a, double b, double scale) {
    double larger = Math.max(scale, Math.max(Math.abs(a), Math.abs(b)));
    return larger == 0 ? 0 : Math.abs(a - b) / larger;
  }

  private void differ(String where, String left, String right) {
    if (difference == null) {
      difference = where + ": " + left + " against " + right;
    }
  }

  private static String told(JsonNode node) {
    if (node.isString()) {
      return '"' + node.asString() + '"';
    }
    if (node.isObject()) {
      return "an object with " + node.keys();
    }
    return node.isArray() ? "an array of " + node.elements().size() : node.toString();
  }

  private static JsonNode parse(String text) {
    return JsonNode.read(text.getBytes(StandardCharsets.UTF_8));
  }
}
