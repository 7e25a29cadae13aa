package dev.firstlight.bench.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A template of a target's folder.
 *
 * @param file it
 * @param documents what stands in it, in maps and lists; a reference of CloudFormation is the name
 *     that it refers to, and an intrinsic function of it nothing
 */
record Template(Path file, List<Object> documents) {
  static final Path IMAGES = Path.of("..", "images");

  /** CloudFormation's short forms, of those that the templates use. */
  private static final List<String> TAGS = List.of("!Ref", "!GetAtt", "!If", "!Not", "!Equals");

  /** All of them. */
  static List<Template> all() {
    try (Stream<Path> files = Files.walk(IMAGES, 2)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(Template::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Template read(Path file) {
    Map<Tag, ConstructNode> tags = new HashMap<>();
    for (String tag : TAGS) {
      tags.put(new Tag(tag), new Reference());
    }
    Load load =
        new Load(LoadSettings.builder().setLabel(file.toString()).setTagConstructors(tags).build());
    try {
      List<Object> documents = new ArrayList<>();
      load.loadAllFromString(Files.readString(file)).forEach(documents::add);
      return new Template(file, documents);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder's name. */
  String target() {
    return IMAGES.relativize(file).getName(0).toString();
  }

  /** Every value of a key, wherever it stands. */
  List<Object> values(String key) {
    List<Object> found = new ArrayList<>();
    documents.forEach(document -> collect(document, key, found));
    return found;
  }

  /** Every map that is the value of a key. */
  List<Map<?, ?>> maps(String key) {
    List<Map<?, ?>> maps = new ArrayList<>();
    for (Object value : values(key)) {
      if (value instanceof Map<?, ?> map) {
        maps.add(map);
      }
    }
    return maps;
  }

  /** The variables of containers and functions. */
  Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    for (Object list : values("env")) {
      for (Object entry : (List<?>) list) {
        Map<?, ?> variable = (Map<?, ?>) entry;
        environment.put(
            String.valueOf(variable.get("name")), String.valueOf(variable.get("value")));
      }
    }
    for (Map<?, ?> variables : maps("Variables")) {
      variables.forEach(
          (name, value) -> environment.put(String.valueOf(name), String.valueOf(value)));
    }
    return environment;
  }

  private static void collect(@Nullable Object node, String key, List<Object> found) {
    if (node instanceof Map<?, ?> map) {
      map.forEach(
          (name, value) -> {
            if (key.equals(name) && value != null) {
              found.add(value);
            }
            collect(value, key, found);
          });
    } else if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, key, found));
    }
  }

  @Override
  public String toString() {
    return target() + "/" + file.getFileName();
  }

  private static final class Reference implements ConstructNode {
    @Override
    public @Nullable Object construct(@Nullable Node node) {
      return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }
  }
}
