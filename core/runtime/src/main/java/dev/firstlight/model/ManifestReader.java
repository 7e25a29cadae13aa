package dev.firstlight.model;

import dev.firstlight.fault.StartException;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code model.json}. Strict: a key that is not known is an error, so that a misspelt one is
 * not silently without effect. The format is described in {@code docs/model-package.md}.
 */
public final class ManifestReader {
  /** What no {@code model.json} may exceed, in bytes. */
  public static final int MAX_BYTES = 4 << 20;

  private ManifestReader() {}

  /**
   * The manifest in those bytes.
   *
   * @param json the whole of {@code model.json}, UTF-8
   * @param where the package, as the reader of a message would name it, perhaps its URI
   * @throws StartException of kind PACKAGE that names the place in the document, what stands there
   *     and what is allowed
   */
  public static ModelManifest read(byte[] json, String where) {
    String document = ModelManifest.FILE + " at \"" + where + "\"";
    if (json.length > MAX_BYTES) {
      throw refused(
          "%s has %d bytes; at most %d are allowed".formatted(document, json.length, MAX_BYTES),
          null);
    }
    JsonNode root;
    try {
      root = JsonNode.read(json);
    } catch (JsonException e) {
      throw refused(document + " " + e.getMessage(), e);
    }
    if (!root.isObject()) {
      throw refused(document + " must be a JSON object", null);
    }
    try {
      return manifest(root);
    } catch (JsonException e) {
      throw refused(document + ": " + e.getMessage(), e);
    }
  }

  /**
   * The value of {@code preprocessing} in a manifest, for documents that say the same elsewhere.
   *
   * @throws JsonException that names the place in the document
   */
  public static Preprocessing preprocessing(JsonNode node) {
    return ProcessingReader.preprocessing(node);
  }

  /**
   * The value of {@code postprocessing} in a manifest, likewise.
   *
   * @throws JsonException that names the place in the document
   */
  public static Postprocessing postprocessing(JsonNode node) {
    return ProcessingReader.postprocessing(node);
  }

  private static StartException refused(String message, @Nullable Throwable cause) {
    return new StartException(StartException.Kind.PACKAGE, message, cause);
  }

  private static ModelManifest manifest(JsonNode root) {
    // The schema comes first: of a newer document nothing else can be judged.
    String schema = root.get("schema").asString();
    if (!schema.equals(ModelManifest.SCHEMA)) {
      throw new JsonException(
          "schema",
          "is \"%s\", but only \"%s\" is read here; build the package anew with this version"
              .formatted(schema, ModelManifest.SCHEMA));
    }
    root.allowOnly(
        "schema",
        "name",
        "version",
        "task",
        "licence",
        "provenance",
        "inputs",
        "outputs",
        "preprocessing",
        "postprocessing",
        "warmup",
        "files",
        "artifacts");
    return checked(
        root,
        () ->
            new ModelManifest(
                root.get("name").asString(),
                root.get("version").asString(),
                root.get("task").asString(),
                root.get("licence").asString(),
                root.get("provenance").asString(),
                tensors(root.get("inputs")),
                tensors(root.get("outputs")),
                root.find("preprocessing")
                    .map(ManifestReader::preprocessing)
                    .orElse(new Preprocessing.None()),
                root.find("postprocessing")
                    .map(ManifestReader::postprocessing)
                    .orElse(new Postprocessing.None()),
                root.elements("warmup").stream().map(ManifestReader::warmup).toList(),
                files(root.elements("files")),
                root.get("artifacts").elements().stream().map(ManifestReader::artifact).toList()));
  }

  private static List<TensorSpec> tensors(JsonNode array) {
    List<TensorSpec> specs = new ArrayList<>();
    for (JsonNode node : array.elements()) {
      node.allowOnly("name", "datatype", "shape");
      String datatype = node.get("datatype").asString();
      DataType type =
          DataType.named(datatype)
              .orElseThrow(
                  () -> unknown(node.get("datatype"), datatype, Arrays.asList(DataType.values())));
      long[] dimensions =
          node.get("shape").elements().stream().mapToLong(JsonNode::asLong).toArray();
      Shape shape = checked(node.get("shape"), () -> Shape.of(dimensions));
      specs.add(checked(node, () -> new TensorSpec(node.get("name").asString(), type, shape)));
    }
    return specs;
  }

  private static WarmupSample warmup(JsonNode node) {
    node.allowOnly("file", "mediaType", "text");
    Optional<JsonNode> text = node.find("text");
    Optional<JsonNode> file = node.find("file");
    if (text.isPresent() == file.isPresent()) {
      throw new JsonException(node.path(), "must have either file (with mediaType) or text");
    }
    if (text.isPresent()) {
      node.allowOnly("text");
      return new WarmupSample.Text(text.get().asString());
    }
    return checked(
        node,
        () -> new WarmupSample.File(node.get("file").asString(), node.get("mediaType").asString()));
  }

  private static Artifact artifact(JsonNode node) {
    node.allowOnly("name", "runtime", "files", "layout", "requires", "prepared");
    return checked(
        node,
        () ->
            new Artifact(
                node.get("name").asString(),
                node.get("runtime").asString(),
                files(node.get("files").elements()),
                node.find("layout")
                    .map(layout -> choice(layout, ImagePreprocessing.Layout.values())),
                node.find("requires").map(ManifestReader::requirements).orElse(Requirements.NONE),
                node.find("prepared").map(ManifestReader::preparation)));
  }

  private static Preparation preparation(JsonNode node) {
    node.allowOnly("from", "form", "why", "measured");
    List<Preparation.Measured> measured = new ArrayList<>();
    for (JsonNode one : node.elements("measured")) {
      one.allowOnly("form", "loadMillis", "firstMillis", "predictMillis");
      measured.add(
          checked(
              one,
              () ->
                  new Preparation.Measured(
                      one.get("form").asString(),
                      one.get("loadMillis").asDouble(),
                      one.get("firstMillis").asDouble(),
                      one.get("predictMillis").asDouble())));
    }
    return checked(
        node,
        () ->
            new Preparation(
                node.get("from").asString(),
                choice(node.get("form"), Preparation.Form.values()),
                node.get("why").asString(),
                measured));
  }

  private static List<PackageFile> files(List<JsonNode> nodes) {
    List<PackageFile> files = new ArrayList<>();
    for (JsonNode node : nodes) {
      node.allowOnly("path", "bytes", "sha256");
      files.add(
          checked(
              node,
              () ->
                  new PackageFile(
                      node.get("path").asString(),
                      node.get("bytes").asLong(),
                      node.get("sha256").asString())));
    }
    return files;
  }

  private static Requirements requirements(JsonNode node) {
    node.allowOnly("operatingSystem", "architecture", "instructionSet", "runtimeVersion");
    return new Requirements(
        node.find("operatingSystem").map(JsonNode::asString),
        node.find("architecture").map(JsonNode::asString),
        node.find("instructionSet").map(JsonNode::asString),
        node.find("runtimeVersion").map(JsonNode::asString));
  }

  /** What a record's own checks refuse, refused with the place in the document. */
  static <T> T checked(JsonNode node, Supplier<T> record) {
    try {
      return record.get();
    } catch (IllegalArgumentException e) {
      throw new JsonException(
          node.path().isEmpty() ? "" : node.path() + ":", String.valueOf(e.getMessage()), e);
    }
  }

  /** The constant that the string at that node names, as {@link ManifestWriter} writes it. */
  static <E extends Enum<E>> E choice(JsonNode node, E[] constants) {
    String wanted = node.asString();
    return Arrays.stream(constants)
        .filter(constant -> ManifestWriter.word(constant).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                unknown(node, wanted, Arrays.stream(constants).map(ManifestWriter::word).toList()));
  }

  private static JsonException unknown(JsonNode node, String value, List<?> allowed) {
    return new JsonException(
        node.path(),
        "is \"%s\"; allowed are %s"
            .formatted(value, String.join(", ", allowed.stream().map(String::valueOf).toList())));
  }
}
