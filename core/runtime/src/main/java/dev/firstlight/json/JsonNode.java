package dev.firstlight.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A value in a JSON document, with the path at which it stands, so that every complaint says where.
 * Immutable.
 */
public final class JsonNode {
  private static final int MAX_DEPTH = 64;

  private final String path;
  private final @Nullable Object value;

  private JsonNode(String path, @Nullable Object value) {
    this.path = path;
    this.value = value;
  }

  /**
   * Reads one document; duplicate keys and trailing content are errors.
   *
   * @throws JsonException if it is not JSON, with line and column
   */
  public static JsonNode read(byte[] document) {
    JsonFactory factory =
        new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    try (JsonParser parser = factory.createParser(document)) {
      if (parser.nextToken() == null) {
        throw new JsonException("", "is empty; a JSON document was expected");
      }
      Object tree = tree(parser);
      if (parser.nextToken() != null) {
        throw new JsonException("", "goes on after the end of its JSON document");
      }
      return new JsonNode("", tree);
    } catch (JsonException e) {
      throw e;
    } catch (IOException e) {
      throw new JsonException("", "is not valid JSON: " + JsonException.brief(e), e);
    }
  }

  private static @Nullable Object tree(JsonParser parser) throws IOException {
    JsonToken token = parser.currentToken();
    switch (token) {
      case START_OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          map.put(key, tree(parser));
        }
        return map;
      }
      case START_ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(tree(parser));
        }
        return list;
      }
      case VALUE_STRING -> {
        return parser.getText();
      }
      case VALUE_NUMBER_INT -> {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? parser.getDoubleValue()
            : (Object) parser.getLongValue();
      }
      case VALUE_NUMBER_FLOAT -> {
        return parser.getDoubleValue();
      }
      case VALUE_TRUE -> {
        return true;
      }
      case VALUE_FALSE -> {
        return false;
      }
      default -> {
        return null;
      }
    }
  }

  /** Where this stands, as {@code artifacts[0].files[1].sha256}; empty for the document itself. */
  public String path() {
    return path;
  }

  /** The member of that name; absent where it is missing or null. */
  public Optional<JsonNode> find(String key) {
    Object member = members().get(key);
    return member == null ? Optional.empty() : Optional.of(new JsonNode(at(key), member));
  }

  /** The member of that name, which must be there. */
  public JsonNode get(String key) {
    return find(key).orElseThrow(() -> new JsonException(at(key), "is missing"));
  }

  /** The names of this object's members, in the order of the document. */
  public Set<String> keys() {
    return members().keySet();
  }

  /** Complains of the first member that is not among those. */
  public JsonNode allowOnly(String... keys) {
    for (String key : members().keySet()) {
      if (!List.of(keys).contains(key)) {
        throw new JsonException(
            at(key), "is not known here; allowed are " + String.join(", ", keys));
      }
    }
    return this;
  }

  /** The elements of this array. */
  public List<JsonNode> elements() {
    if (!(value instanceof List<?> list)) {
      throw new JsonException(path, "must be an array, but is " + kind());
    }
    List<JsonNode> nodes = new ArrayList<>();
    for (Object element : list) {
      nodes.add(new JsonNode(path + "[" + nodes.size() + "]", element));
    }
    return nodes;
  }

  /** The elements of the array of that name; none where it is missing. */
  public List<JsonNode> elements(String key) {
    return find(key).map(JsonNode::elements).orElse(List.of());
  }

  public String asString() {
    if (value instanceof String string) {
      return string;
    }
    throw new JsonException(path, "must be a string, but is " + kind());
  }

  public long asLong() {
    if (value instanceof Long number) {
      return number;
    }
    throw new JsonException(path, "must be a whole number, but is " + kind());
  }

  /** A whole number in that range, both ends allowed. */
  public int asInt(int least, int most) {
    long number = asLong();
    if (number < least || number > most) {
      throw new JsonException(
          path, "must be between " + least + " and " + most + ", but is " + number);
    }
    return (int) number;
  }

  public double asDouble() {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw new JsonException(path, "must be a number, but is " + kind());
  }

  public boolean asBoolean() {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw new JsonException(path, "must be true or false, but is " + kind());
  }

  /** Whether this is a string. */
  public boolean isString() {
    return value instanceof String;
  }

  /** Whether this is a number, whole or not. */
  public boolean isNumber() {
    return value instanceof Number;
  }

  /** Whether this is a number that is written without a fraction. */
  public boolean isWholeNumber() {
    return value instanceof Long;
  }

  /** Whether this is an array. */
  public boolean isArray() {
    return value instanceof List;
  }

  /** Whether this is an object. */
  public boolean isObject() {
    return value instanceof Map;
  }

  /** A string, number, boolean or null as itself; what an object or array is called. */
  @Override
  public String toString() {
    return isObject() || isArray() ? kind() : String.valueOf(value);
  }

  @SuppressWarnings("unchecked") // only tree() makes maps, and with these types
  private Map<String, @Nullable Object> members() {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    throw new JsonException(path, "must be an object, but is " + kind());
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String kind() {
    if (value == null) {
      return "null";
    }
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "an array";
    }
    return value instanceof String string ? "the string \"" + brief(string) + "\"" : "" + value;
  }

  private static String brief(String text) {
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
