package dev.firstlight.models.catalogue;

import dev.firstlight.fault.StartException;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Reads a catalogue. Strict: a key that is not known is an error. */
public final class CatalogueReader {
  /** The schema that is read. */
  public static final String SCHEMA = "firstlight.catalogue/1";

  private CatalogueReader() {}

  /**
   * The catalogue in those bytes.
   *
   * @param json UTF-8
   * @param where what the reader of a message knows the document by
   * @throws StartException of kind CONFIGURATION that names the place in the document, what stands
   *     there and what is allowed
   */
  public static Catalogue read(byte[] json, String where) {
    try {
      JsonNode root = JsonNode.read(json).allowOnly("schema", "models");
      String schema = root.get("schema").asString();
      if (!schema.equals(SCHEMA)) {
        throw new JsonException("schema", "is \"" + schema + "\", but only " + SCHEMA + " is read");
      }
      return checked(
          root,
          () ->
              new Catalogue(
                  root.get("models").elements().stream().map(CatalogueReader::entry).toList()));
    } catch (JsonException e) {
      throw new StartException(
          StartException.Kind.CONFIGURATION, "catalogue \"" + where + "\": " + e.getMessage(), e);
    }
  }

  private static CatalogueEntry entry(JsonNode node) {
    node.allowOnly(
        "name",
        "title",
        "task",
        "licence",
        "page",
        "notes",
        "files",
        "preprocessing",
        "postprocessing",
        "labels",
        "texts");
    return checked(
        node,
        () ->
            new CatalogueEntry(
                node.get("name").asString(),
                node.get("title").asString(),
                node.get("task").asString(),
                node.get("licence").asString(),
                node.get("page").asString(),
                node.elements("notes").stream().map(JsonNode::asString).toList(),
                node.get("files").elements().stream().map(CatalogueReader::file).toList(),
                node.find("preprocessing")
                    .map(ManifestReader::preprocessing)
                    .orElse(new Preprocessing.None()),
                node.find("postprocessing")
                    .map(ManifestReader::postprocessing)
                    .orElse(new Postprocessing.None()),
                node.find("labels").map(CatalogueReader::labels),
                node.find("texts").map(CatalogueReader::texts)));
  }

  private static CatalogueFile file(JsonNode node) {
    node.allowOnly("name", "bytes", "sha256", "urls");
    List<URI> sources = node.get("urls").elements().stream().map(CatalogueReader::uri).toList();
    return checked(
        node,
        () ->
            new CatalogueFile(
                node.get("name").asString(),
                node.get("bytes").asLong(),
                node.get("sha256").asString(),
                sources));
  }

  private static URI uri(JsonNode node) {
    return checked(node, () -> URI.create(node.asString()));
  }

  private static CatalogueEntry.Labels labels(JsonNode node) {
    return Arrays.stream(CatalogueEntry.Labels.values())
        .filter(labels -> labels.key().equals(node.asString()))
        .findFirst()
        .orElseThrow(
            () ->
                new JsonException(
                    node.path(), "is \"" + node.asString() + "\"; allowed is imagenet-1k"));
  }

  private static CatalogueEntry.Texts texts(JsonNode node) {
    node.allowOnly("tokenizer", "task", "maximumLength", "pooling", "normalize");
    return new CatalogueEntry.Texts(
        node.get("tokenizer").asString(),
        node.get("task").asString(),
        node.get("maximumLength").asInt(1, 1 << 20),
        pooling(node.get("pooling")),
        node.get("normalize").asBoolean());
  }

  private static Postprocessing.Pooling pooling(JsonNode node) {
    return Arrays.stream(Postprocessing.Pooling.values())
        .filter(pooling -> pooling.name().toLowerCase(Locale.ROOT).equals(node.asString()))
        .findFirst()
        .orElseThrow(
            () ->
                new JsonException(
                    node.path(),
                    "is \"" + node.asString() + "\"; allowed are mean, cls, max, none"));
  }

  /** What a record's own checks refuse, refused with the place in the document. */
  private static <T> T checked(JsonNode node, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException e) {
      throw new JsonException(
          node.path().isEmpty() ? "" : node.path() + ":", String.valueOf(e.getMessage()), e);
    }
  }
}
