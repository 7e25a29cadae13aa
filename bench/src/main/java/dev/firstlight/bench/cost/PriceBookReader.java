package dev.firstlight.bench.cost;

import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code firstlight.prices/1}; the format is described in docs/formats.md. */
final class PriceBookReader {
  static final String SCHEMA = "firstlight.prices/1";

  private final JsonNode json;
  private final Map<String, List<String>> groups = new HashMap<>();
  private final Map<String, JsonNode> sources = new HashMap<>();

  private PriceBookReader(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads a book.
   *
   * @throws JsonException naming the member that is wrong
   */
  static PriceBook read(byte[] document) {
    return new PriceBookReader(JsonNode.read(document)).book();
  }

  private PriceBook book() {
    String schema = json.get("schema").asString();
    if (!schema.equals(SCHEMA)) {
      throw new JsonException("schema", "is \"" + schema + "\"; this version reads " + SCHEMA);
    }
    json.allowOnly(
        "schema",
        "book",
        "about",
        "currency",
        "regionGroups",
        "sources",
        "paysForZipInit",
        "gigahertz",
        "prices");
    String currency = json.get("currency").asString();
    if (!currency.equals("USD")) {
      throw new JsonException("currency", "is \"" + currency + "\"; USD is allowed");
    }
    json.find("regionGroups")
        .ifPresent(
            group -> group.keys().forEach(key -> groups.put(key, strings(group.elements(key)))));
    JsonNode named = json.get("sources");
    named.keys().forEach(key -> sources.put(key, named.get(key).allowOnly("source", "date")));
    return new PriceBook(
        json.get("book").asString(),
        json.get("about").asString(),
        json.elements("prices").stream().map(this::price).toList(),
        json.find("paysForZipInit").map(JsonNode::asBoolean).orElse(true),
        gigahertz());
  }

  private Map<Integer, BigDecimal> gigahertz() {
    Map<Integer, BigDecimal> sizes = new HashMap<>();
    json.find("gigahertz")
        .ifPresent(
            table -> {
              for (String size : table.keys()) {
                try {
                  sizes.put(Integer.parseInt(size), decimal(table.get(size)));
                } catch (NumberFormatException e) {
                  throw new JsonException(
                      table.path(),
                      "has \"" + size + "\" for a size in MB; a number is allowed",
                      e);
                }
              }
            });
    return sizes;
  }

  private Price price(JsonNode node) {
    node.allowOnly(
        "system",
        "regions",
        "variants",
        "meter",
        "price",
        "rates",
        "free",
        "freeAt",
        "minimumSeconds",
        "source");
    JsonNode sourceNode = node.get("source");
    JsonNode source = sources.get(sourceNode.asString());
    if (source == null) {
      throw new JsonException(
          sourceNode.path(),
          "is \"" + sourceNode + "\", which \"sources\" does not have; it has " + names());
    }
    try {
      return new Price(
          CostSystem.named(node.get("system").asString()),
          regions(node),
          Set.copyOf(strings(node.elements("variants"))),
          meter(node.get("meter")),
          rates(node),
          node.find("free").map(PriceBookReader::decimal).orElse(BigDecimal.ZERO),
          node.find("freeAt").map(PriceBookReader::decimal),
          node.find("minimumSeconds").map(JsonNode::asLong).orElse(0L),
          source.get("source").asString(),
          source.get("date").asString());
    } catch (IllegalArgumentException e) {
      throw new JsonException(node.path(), "is no price: " + e.getMessage(), e);
    }
  }

  private String names() {
    return String.join(", ", new TreeSet<>(sources.keySet()));
  }

  private Set<String> regions(JsonNode node) {
    Set<String> regions = new TreeSet<>();
    for (String region : strings(node.elements("regions"))) {
      regions.addAll(groups.getOrDefault(region, List.of(region)));
    }
    return regions;
  }

  private static Meter meter(JsonNode node) {
    return Meter.labelled(node.asString())
        .orElseThrow(
            () -> new JsonException(node.path(), "is \"" + node + "\", which is no meter"));
  }

  private static List<Rate> rates(JsonNode node) {
    List<Rate> rates = new ArrayList<>();
    Optional<JsonNode> single = node.find("price");
    if (single.isPresent() == node.find("rates").isPresent()) {
      throw new JsonException(node.path(), "must have either \"price\" or \"rates\"");
    }
    single.ifPresent(price -> rates.add(new Rate(Optional.empty(), decimal(price))));
    for (JsonNode rate : node.elements("rates")) {
      rate.allowOnly("upTo", "price");
      rates.add(
          new Rate(rate.find("upTo").map(PriceBookReader::decimal), decimal(rate.get("price"))));
    }
    return rates;
  }

  /** Prices are strings, which every JSON reader keeps to the last digit. */
  private static BigDecimal decimal(JsonNode node) {
    String text = node.asString();
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.signum() >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new JsonException(
          node.path(), "is \"" + text + "\"; a decimal number in quotes is allowed", e);
    }
    throw new JsonException(node.path(), "is " + text + "; 0 is least");
  }

  private static List<String> strings(List<JsonNode> nodes) {
    return nodes.stream().map(JsonNode::asString).toList();
  }
}
