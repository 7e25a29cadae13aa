package dev.firstlight.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Writes {@code model.json}: indented, keys in one order, the same bytes for the same manifest on
 * every machine, and read back by {@link ManifestReader} as an equal manifest.
 */
public final class ManifestWriter {
  private ManifestWriter() {}

  /**
   * The manifest as UTF-8.
   *
   * @throws IllegalArgumentException if one of its texts is not Unicode (half a surrogate pair)
   */
  public static byte[] write(ModelManifest manifest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    try (JsonGenerator json =
        new JsonFactory()
            .createGenerator(
                // This encoder refuses what is not Unicode; Jackson's own would write it.
                new OutputStreamWriter(bytes, StandardCharsets.UTF_8.newEncoder()))
            .setPrettyPrinter(new DefaultPrettyPrinter().withObjectIndenter(lines))) {
      manifest(json, manifest);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "model \"" + manifest.name() + "\" cannot be written as JSON: " + e.getMessage(), e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void manifest(JsonGenerator json, ModelManifest manifest) throws IOException {
    json.writeStartObject();
    json.writeStringField("schema", ModelManifest.SCHEMA);
    json.writeStringField("name", manifest.name());
    json.writeStringField("version", manifest.version());
    json.writeStringField("task", manifest.task());
    json.writeStringField("licence", manifest.licence());
    json.writeStringField("provenance", manifest.provenance());
    tensors(json, "inputs", manifest.inputs());
    tensors(json, "outputs", manifest.outputs());
    if (manifest.preprocessing() instanceof Preprocessing.Image image) {
      json.writeObjectFieldStart("preprocessing");
      image(json, image.image());
      json.writeEndObject();
    } else if (manifest.preprocessing() instanceof Preprocessing.Text text) {
      json.writeObjectFieldStart("preprocessing");
      text(json, text.text());
      json.writeEndObject();
    }
    if (manifest.postprocessing() instanceof Postprocessing.Classification classification) {
      json.writeObjectFieldStart("postprocessing");
      classification(json, classification);
      json.writeEndObject();
    } else if (manifest.postprocessing() instanceof Postprocessing.Embedding embedding) {
      json.writeObjectFieldStart("postprocessing");
      embedding(json, embedding);
      json.writeEndObject();
    }
    json.writeArrayFieldStart("warmup");
    for (WarmupSample sample : manifest.warmup()) {
      warmup(json, sample);
    }
    json.writeEndArray();
    files(json, manifest.files());
    json.writeArrayFieldStart("artifacts");
    for (Artifact artifact : manifest.artifacts()) {
      artifact(json, artifact);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void tensors(JsonGenerator json, String key, List<TensorSpec> specs)
      throws IOException {
    json.writeArrayFieldStart(key);
    for (TensorSpec spec : specs) {
      json.writeStartObject();
      json.writeStringField("name", spec.name());
      json.writeStringField("datatype", spec.datatype().name());
      json.writeFieldName("shape");
      json.writeArray(spec.shape().toArray(), 0, spec.shape().rank());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void image(JsonGenerator json, ImagePreprocessing image) throws IOException {
    json.writeObjectFieldStart("image");
    optional(json, "input", image.input());
    if (image.resize().isPresent()) {
      json.writeObjectFieldStart("resize");
      ImagePreprocessing.Resize resize = image.resize().get();
      if (resize instanceof ImagePreprocessing.Resize.Shorter shorter) {
        json.writeNumberField("shorter", shorter.pixels());
      } else if (resize instanceof ImagePreprocessing.Resize.Exact exact) {
        json.writeNumberField("width", exact.width());
        json.writeNumberField("height", exact.height());
      }
      json.writeStringField("interpolation", word(resize.interpolation()));
      json.writeEndObject();
    }
    json.writeObjectFieldStart("crop");
    json.writeNumberField("width", image.cropWidth());
    json.writeNumberField("height", image.cropHeight());
    json.writeEndObject();
    json.writeStringField("layout", word(image.layout()));
    json.writeStringField("channels", word(image.channels()));
    json.writeNumberField("scale", image.scale());
    numbers(json, "mean", image.mean());
    numbers(json, "std", image.std());
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, TextPreprocessing text) throws IOException {
    json.writeObjectFieldStart("text");
    json.writeStringField("tokenizer", text.tokenizer());
    json.writeNumberField("maximumLength", text.maximumLength());
    json.writeBooleanField("truncate", text.truncate());
    if (text.padToMaximum()) {
      json.writeBooleanField("padToMaximum", true);
    }
    json.writeObjectFieldStart("inputs");
    json.writeStringField("ids", text.ids());
    optional(json, "mask", text.mask());
    optional(json, "types", text.types());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void classification(
      JsonGenerator json, Postprocessing.Classification classification) throws IOException {
    json.writeObjectFieldStart("classification");
    optional(json, "output", classification.output());
    optional(json, "labels", classification.labels());
    json.writeNumberField("topK", classification.topK());
    json.writeBooleanField("softmax", classification.softmax());
    json.writeEndObject();
  }

  private static void embedding(JsonGenerator json, Postprocessing.Embedding embedding)
      throws IOException {
    json.writeObjectFieldStart("embedding");
    optional(json, "output", embedding.output());
    json.writeStringField("pooling", word(embedding.pooling()));
    json.writeBooleanField("normalize", embedding.normalize());
    json.writeEndObject();
  }

  private static void warmup(JsonGenerator json, WarmupSample sample) throws IOException {
    json.writeStartObject();
    if (sample instanceof WarmupSample.File file) {
      json.writeStringField("file", file.path());
      json.writeStringField("mediaType", file.mediaType());
    } else if (sample instanceof WarmupSample.Text text) {
      json.writeStringField("text", text.text());
    }
    json.writeEndObject();
  }

  private static void files(JsonGenerator json, List<PackageFile> files) throws IOException {
    json.writeArrayFieldStart("files");
    for (PackageFile file : files) {
      json.writeStartObject();
      json.writeStringField("path", file.path());
      json.writeNumberField("bytes", file.bytes());
      json.writeStringField("sha256", file.sha256());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void artifact(JsonGenerator json, Artifact artifact) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", artifact.name());
    json.writeStringField("runtime", artifact.runtime());
    files(json, artifact.files());
    optional(json, "layout", artifact.layout().map(ManifestWriter::word));
    if (!artifact.requires().isPortable()) {
      json.writeObjectFieldStart("requires");
      optional(json, "operatingSystem", artifact.requires().operatingSystem());
      optional(json, "architecture", artifact.requires().architecture());
      optional(json, "instructionSet", artifact.requires().instructionSet());
      optional(json, "runtimeVersion", artifact.requires().runtimeVersion());
      json.writeEndObject();
    }
    if (artifact.prepared().isPresent()) {
      prepared(json, artifact.prepared().get());
    }
    json.writeEndObject();
  }

  private static void prepared(JsonGenerator json, Preparation prepared) throws IOException {
    json.writeObjectFieldStart("prepared");
    json.writeStringField("from", prepared.from());
    json.writeStringField("form", word(prepared.form()));
    json.writeStringField("why", prepared.why());
    json.writeArrayFieldStart("measured");
    for (Preparation.Measured one : prepared.measured()) {
      json.writeStartObject();
      json.writeStringField("form", one.form());
      json.writeNumberField("loadMillis", one.loadMillis());
      json.writeNumberField("firstMillis", one.firstMillis());
      json.writeNumberField("predictMillis", one.predictMillis());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void optional(JsonGenerator json, String key, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(key, value.get());
    }
  }

  private static void numbers(JsonGenerator json, String key, List<Double> numbers)
      throws IOException {
    json.writeFieldName(key);
    json.writeArray(numbers.stream().mapToDouble(Double::doubleValue).toArray(), 0, numbers.size());
  }

  /** How a constant is written: abbreviations as they are, words in lower case. */
  static String word(Enum<?> constant) {
    return constant instanceof ImagePreprocessing.Interpolation
            || constant instanceof Postprocessing.Pooling
            || constant instanceof Preparation.Form
        ? constant.name().toLowerCase(Locale.ROOT)
        : constant.name();
  }
}
