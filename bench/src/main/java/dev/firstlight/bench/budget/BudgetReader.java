package dev.firstlight.bench.budget;

import dev.firstlight.bench.budget.Budget.Limit;
import dev.firstlight.bench.budget.Budget.Row;
import dev.firstlight.bench.fault.BenchException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads a budget from YAML 1.2. Knows lists, maps and scalars only; reports all that is wrong
 * together. Used once.
 */
public final class BudgetReader {
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final double CONFIDENCE = 0.95;

  private final String source;
  private final List<String> problems = new ArrayList<>();

  private BudgetReader(String source) {
    this.source = source;
  }

  /**
   * Reads a budget.
   *
   * @param source what to call the text in messages
   * @throws BenchException of kind USAGE that names everything that is wrong
   */
  public static Budget read(String yaml, String source) {
    return new BudgetReader(source).budget(yaml);
  }

  private Budget budget(String yaml) {
    Map<String, Object> top = map(parsed(yaml), "the file");
    keys(top, "the file", Set.of("schema", "confidence", "limits"));
    if (!Budget.SCHEMA.equals(top.get("schema"))) {
      problems.add("schema must be " + Budget.SCHEMA + told(top.get("schema")));
    }
    double confidence = CONFIDENCE;
    Object given = top.get("confidence");
    if (given instanceof Number number && number.doubleValue() > 0.5 && number.doubleValue() < 1) {
      confidence = number.doubleValue();
    } else if (given != null) {
      problems.add("confidence must be a number above 0.5 and below 1" + told(given));
    }
    List<Limit> limits = new ArrayList<>();
    if (top.get("limits") instanceof List<?> list && !list.isEmpty()) {
      for (int i = 0; i < list.size(); i++) {
        limit(list.get(i), "limits[" + i + "]").ifPresent(limits::add);
      }
    } else {
      problems.add("limits must be a list of at least one limit" + told(top.get("limits")));
    }
    if (!problems.isEmpty()) {
      throw usage(String.join("\n  ", problems), null);
    }
    return new Budget(confidence, limits);
  }

  private @Nullable Object parsed(String yaml) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(source)
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(MOST_CHARACTERS)
            .build();
    try {
      return new Load(settings).loadFromString(yaml);
    } catch (YamlEngineException e) {
      throw usage("it is no YAML: " + e.getMessage(), e);
    }
  }

  private Optional<Limit> limit(Object node, String where) {
    int before = problems.size();
    Map<String, Object> limit = map(node, where);
    keys(limit, where, Set.of("name", "of", "measure", "against", "at-most"));
    String measure = text(limit, where, "measure").orElse("");
    boolean work = Counter.named(measure).isPresent();
    if (!work && !Measure.names().contains(measure)) {
      problems.add(
          "%s.measure must be a time (%s) or a count (%s)%s"
              .formatted(
                  where,
                  String.join(", ", Measure.names()),
                  String.join(", ", Counter.words()),
                  told(limit.get("measure"))));
    } else if (work == limit.containsKey("against")) {
      problems.add(
          where
              + (work
                  ? ".against is for times; a count has a limit of its own"
                  : ".against is missing: the row that the time is compared with"));
    }
    Row of = row(limit.get("of"), where + ".of");
    double atMost = atMost(limit, where, work);
    Row against = row(limit.get("against"), where + ".against");
    String name = text(limit, where, "name").orElse(measure + " of " + of);
    if (problems.size() > before) {
      return Optional.empty();
    }
    return Optional.of(
        Counter.named(measure)
            .<Limit>map(counter -> new Budget.Work(name, of, counter, (long) atMost))
            .orElseGet(() -> new Budget.Ratio(name, of, new Measure(measure), against, atMost)));
  }

  private double atMost(Map<String, Object> limit, String where, boolean work) {
    Object given = limit.get("at-most");
    if (given instanceof Number number
        && number.doubleValue() > 0
        && number.doubleValue() < Long.MAX_VALUE
        && (!work || number.doubleValue() == Math.rint(number.doubleValue()))) {
      return number.doubleValue();
    }
    problems.add(
        where
            + ".at-most must be a "
            + (work ? "whole number" : "ratio")
            + " above 0"
            + told(given));
    return 1;
  }

  private Row row(@Nullable Object node, String where) {
    if (node == null) {
      return new Row(Optional.empty(), Optional.empty(), Optional.empty());
    }
    Map<String, Object> row = map(node, where);
    keys(row, where, Set.of("target", "runtime", "store"));
    return new Row(
        text(row, where, "target"), text(row, where, "runtime"), text(row, where, "store"));
  }

  private Optional<String> text(Map<String, Object> map, String where, String key) {
    Object value = map.get(key);
    if (value instanceof String text && !text.isBlank()) {
      return Optional.of(text.trim());
    }
    if (value != null) {
      problems.add(where + "." + key + " must be a word" + told(value));
    }
    return Optional.empty();
  }

  private Map<String, Object> map(@Nullable Object node, String where) {
    Map<String, Object> result = new LinkedHashMap<>();
    if (node instanceof Map<?, ?> map) {
      map.forEach((key, value) -> result.put(String.valueOf(key), value));
    } else {
      problems.add(where + " must be a map" + told(node));
    }
    return result;
  }

  private void keys(Map<String, Object> map, String where, Set<String> allowed) {
    for (String key : map.keySet()) {
      if (!allowed.contains(key)) {
        problems.add(
            "%s has \"%s\"; allowed are %s"
                .formatted(where, key, String.join(", ", allowed.stream().sorted().toList())));
      }
    }
  }

  private static String told(@Nullable Object value) {
    return value == null ? "; it is missing" : ", not \"" + value + "\"";
  }

  private BenchException usage(String what, @Nullable Throwable cause) {
    return new BenchException(
        BenchException.Kind.USAGE, "budget \"" + source + "\": " + what, cause);
  }
}
