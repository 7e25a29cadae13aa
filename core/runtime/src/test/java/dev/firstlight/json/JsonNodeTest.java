package dev.firstlight.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonNodeTest {
  private static JsonNode read(String json) {
    return JsonNode.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }

  private static String complaint(String json, Consumer<JsonNode> use) {
    JsonNode node = read(json);
    return String.valueOf(assertThrows(JsonException.class, () -> use.accept(node)).getMessage());
  }

  @Test
  void get_nestedValues_areReadByKind() {
    JsonNode node = read("{'a':[{'s':'é','n':-5,'d':1.5,'b':true,'o':{}}],'none':null}");
    JsonNode first = node.elements("a").get(0);

    assertEquals("é", first.get("s").asString());
    assertEquals(-5, first.get("n").asLong());
    assertEquals(1.5, first.get("d").asDouble());
    assertEquals(-5, first.get("n").asDouble());
    assertTrue(first.get("b").asBoolean());
    assertTrue(first.get("o").isObject());
    assertEquals(List.of("a", "none"), List.copyOf(node.keys()));
  }

  @Test
  void find_missingOrNull_isAbsent() {
    assertTrue(read("{'a':null}").find("a").isEmpty());
    assertTrue(read("{'a':null}").find("b").isEmpty());
    assertEquals(List.of(), read("{}").elements("b"));
  }

  @Test
  void path_saysWhereAValueStands() {
    JsonNode node = read("{'a':[{},{'b':[1]}]}");

    assertEquals("a[1].b[0]", node.elements("a").get(1).elements("b").get(0).path());
    assertEquals("", node.path());
  }

  @Test
  void complaints_nameThePlaceAndTheValue() {
    String json = "{'a':[{'s':'" + "x".repeat(100) + "','n':1.5,'o':{},'l':[],'z':null}]}";

    assertEquals(
        "a[0].s must be a whole number, but is the string \"" + "x".repeat(40) + "…\"",
        complaint(json, node -> node.elements("a").get(0).get("s").asLong()));
    assertEquals(
        "a[0].n must be a whole number, but is 1.5",
        complaint(json, node -> node.elements("a").get(0).get("n").asLong()));
    assertEquals(
        "a[0].o must be a number, but is an object",
        complaint(json, node -> node.elements("a").get(0).get("o").asDouble()));
    assertEquals(
        "a[0].l must be a string, but is an array",
        complaint(json, node -> node.elements("a").get(0).get("l").asString()));
    assertEquals("a[0].z is missing", complaint(json, node -> node.elements("a").get(0).get("z")));
    assertEquals(
        "a must be an object, but is an array", complaint(json, node -> node.get("a").keys()));
    assertEquals(
        "a[0].l must be true or false, but is an array",
        complaint(json, node -> node.elements("a").get(0).get("l").asBoolean()));
    assertEquals(
        "a[0].o must be an array, but is an object",
        complaint(json, node -> node.elements("a").get(0).elements("o")));
  }

  @Test
  void asInt_outOfRange_isRefusedByBothEnds() {
    assertEquals(
        "n must be between 1 and 3, but is 4",
        complaint("{'n':4}", node -> node.get("n").asInt(1, 3)));
    assertEquals(3, read("{'n':3}").get("n").asInt(1, 3));
  }

  @Test
  void asLong_numberOfMoreBits_isRefused() {
    assertTrue(
        complaint("{'n':18446744073709551616}", node -> node.get("n").asLong())
            .startsWith("n must be a whole number"));
  }

  @Test
  void allowOnly_unknownKey_isRefusedByThoseKnown() {
    assertEquals(
        "c is not known here; allowed are a, b",
        complaint("{'a':1,'c':2}", node -> node.allowOnly("a", "b")));
    read("{'a':1}").allowOnly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | is empty",
        "~ ~ | is empty",
        "{} {} | goes on after the end",
        "{'a':1,'a':2} | is not valid JSON: Duplicate field 'a' (line 1, column",
        "{'a':NaN} | is not valid JSON: Non-standard token 'NaN' (line 1, column",
        "{ | is not valid JSON",
        "{'a':01} | is not valid JSON"
      })
  void read_broken_isRefusedWithThePlace(String json, String complaint) {
    String message =
        String.valueOf(assertThrows(JsonException.class, () -> read(json)).getMessage());

    assertTrue(message.startsWith(complaint), message);
    assertFalse(message.contains("JsonReadFeature"), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{'a':"})
  void read_nestedTenThousandDeep_isRefused(String open) {
    String message =
        String.valueOf(
            assertThrows(JsonException.class, () -> read(open.repeat(10_000))).getMessage());

    assertTrue(message.contains("nesting depth") && !message.contains("`"), message);
  }
}
