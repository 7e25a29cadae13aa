package dev.firstlight.conformance.model;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.TextPreprocessing;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Model packages of a few kilobytes that a real serving runtime loads in a moment: an image
 * classifier, a text embedder and a model of plain tensors. Weights are random from a fixed seed,
 * so the same package has the same bytes every time.
 */
public final class TinyModels {
  /** The seed of all weights. */
  public static final long SEED = 7;

  /** Classes of the classifier. */
  public static final int CLASSES = 10;

  /** Tokens that a text for the embedder may have, the two special ones counted. */
  public static final int MAXIMUM_TOKENS = 16;

  /** Components of an embedding. */
  public static final int WIDTH = 8;

  private static final int SIDE = 8;

  private TinyModels() {}

  /**
   * Writes an image classifier: {@code image} FP32 [-1,3,8,8] to {@code scores} FP32 [-1,10], as
   * model {@code tiny-classifier}, version {@code 1}, three classes a prediction.
   *
   * @return the folder
   */
  public static Path classifier(Path folder) throws IOException {
    TensorSpec image = new TensorSpec("image", DataType.FP32, Shape.of(-1, 3, SIDE, SIDE));
    TensorSpec scores = new TensorSpec("scores", DataType.FP32, Shape.of(-1, CLASSES));
    SplittableRandom random = new SplittableRandom(SEED);
    byte[] onnx =
        new OnnxGraph("tiny-classifier")
            .input(image)
            .output(scores)
            .weights("kernel", random(random, 6 * 3 * 9), 6, 3, 3, 3)
            .weights("dense", random(random, 6 * CLASSES * 4), 24, CLASSES)
            .weights("bias", random(random, CLASSES), CLASSES)
            .node(
                "Conv",
                List.of("image", "kernel"),
                "convolved",
                OnnxGraph.attribute("pads", List.of(1L, 1L, 1L, 1L)))
            .node("Relu", List.of("convolved"), "rectified")
            .node(
                "AveragePool",
                List.of("rectified"),
                "pooled",
                OnnxGraph.attribute("kernel_shape", List.of(4L, 4L)),
                OnnxGraph.attribute("strides", List.of(4L, 4L)))
            .node("Flatten", List.of("pooled"), "flat", OnnxGraph.attribute("axis", 1))
            .node("Gemm", List.of("flat", "dense", "bias"), "scores")
            .bytes();
    PackageWriter writer = new PackageWriter(folder);
    String labels =
        String.join("\n", IntStream.range(0, CLASSES).mapToObj(i -> "class " + i).toList()) + "\n";
    PackageFile labelFile = writer.file("labels.txt", labels.getBytes(StandardCharsets.UTF_8));
    PackageFile sample = writer.file("warmup.jpg", Samples.rocket());
    ImagePreprocessing preprocessing =
        new ImagePreprocessing(
            Optional.of("image"),
            Optional.of(
                new ImagePreprocessing.Resize.Shorter(
                    SIDE, ImagePreprocessing.Interpolation.BILINEAR)),
            SIDE,
            SIDE,
            ImagePreprocessing.Layout.NCHW,
            ImagePreprocessing.Channels.RGB,
            1 / 255.0,
            List.of(0.5, 0.5, 0.5),
            List.of(0.25, 0.25, 0.25));
    return write(
        folder,
        writer,
        "tiny-classifier",
        "image-classification",
        List.of(image),
        List.of(scores),
        new Preprocessing.Image(preprocessing),
        new Postprocessing.Classification(
            Optional.of("scores"), Optional.of("labels.txt"), 3, true),
        List.of(new WarmupSample.File("warmup.jpg", "image/jpeg")),
        List.of(labelFile, sample),
        onnx);
  }

  /**
   * Writes a text embedder: tokens of {@link Vocabulary}, at most {@value #MAXIMUM_TOKENS} and
   * never cut, to {@value #WIDTH} components of mean-pooled, normalised vectors; model {@code
   * tiny-embedder}, version {@code 1}.
   *
   * @return the folder
   */
  public static Path embedder(Path folder) throws IOException {
    TensorSpec ids = new TensorSpec("input_ids", DataType.INT64, Shape.of(-1, -1));
    TensorSpec mask = new TensorSpec("attention_mask", DataType.INT64, Shape.of(-1, -1));
    TensorSpec tokens = new TensorSpec("tokens", DataType.FP32, Shape.of(-1, -1, WIDTH));
    int rows = Vocabulary.WORDS.size();
    byte[] onnx =
        new OnnxGraph("tiny-embedder")
            .input(ids)
            .input(mask)
            .output(tokens)
            .weights("table", random(new SplittableRandom(SEED), rows * WIDTH), rows, WIDTH)
            .weights("last", new long[] {2}, 1)
            .node("Gather", List.of("table", "input_ids"), "gathered")
            // 1 is FLOAT among ONNX's element types.
            .node("Cast", List.of("attention_mask"), "kept", OnnxGraph.attribute("to", 1))
            .node("Unsqueeze", List.of("kept", "last"), "column")
            .node("Mul", List.of("gathered", "column"), "tokens")
            .bytes();
    PackageWriter writer = new PackageWriter(folder);
    PackageFile tokenizer =
        writer.file("tokenizer.json", Vocabulary.tokenizerJson().getBytes(StandardCharsets.UTF_8));
    return write(
        folder,
        writer,
        "tiny-embedder",
        "text-embedding",
        List.of(ids, mask),
        List.of(tokens),
        new Preprocessing.Text(
            new TextPreprocessing(
                "tokenizer.json",
                MAXIMUM_TOKENS,
                false,
                false,
                "input_ids",
                Optional.of("attention_mask"),
                Optional.empty())),
        new Postprocessing.Embedding(Optional.of("tokens"), Postprocessing.Pooling.MEAN, true),
        List.of(new WarmupSample.Text("the first light of the morning")),
        List.of(tokenizer),
        onnx);
  }

  /**
   * Writes a model that returns what it gets: for each datatype an input of its name in lower case,
   * [-1,-1], and FP32 {@code scalar} []; each input {@code x} comes back as {@code x_out}; model
   * {@code tiny-tensors}, version {@code 1}, without preprocessing.
   *
   * @return the folder
   */
  public static Path tensors(Path folder) throws IOException {
    OnnxGraph graph = new OnnxGraph("tiny-tensors");
    List<TensorSpec> inputs = tensorInputs();
    List<TensorSpec> outputs = new ArrayList<>();
    for (TensorSpec input : inputs) {
      TensorSpec output = new TensorSpec(input.name() + "_out", input.datatype(), input.shape());
      outputs.add(output);
      graph.input(input).output(output).node("Identity", List.of(input.name()), output.name());
    }
    return write(
        folder,
        new PackageWriter(folder),
        "tiny-tensors",
        "tensors",
        inputs,
        outputs,
        new Preprocessing.None(),
        new Postprocessing.None(),
        List.of(),
        List.of(),
        graph.bytes());
  }

  /** The inputs of {@link #tensors}. */
  public static List<TensorSpec> tensorInputs() {
    List<TensorSpec> inputs = new ArrayList<>();
    for (DataType type : DataType.values()) {
      inputs.add(new TensorSpec(type.name().toLowerCase(Locale.ROOT), type, Shape.of(-1, -1)));
    }
    inputs.add(new TensorSpec("scalar", DataType.FP32, Shape.of()));
    return inputs;
  }

  private static Path write(
      Path folder,
      PackageWriter writer,
      String name,
      String task,
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Preprocessing preprocessing,
      Postprocessing postprocessing,
      List<WarmupSample> warmup,
      List<PackageFile> files,
      byte[] onnx)
      throws IOException {
    PackageFile model = writer.file("model.onnx", onnx);
    ModelManifest manifest =
        new ModelManifest(
            name,
            "1",
            task,
            "CC0-1.0",
            "random weights, seed " + SEED,
            inputs,
            outputs,
            preprocessing,
            postprocessing,
            warmup,
            files,
            List.of(
                new Artifact(
                    "portable", "onnx", List.of(model), Optional.empty(), Requirements.NONE)));
    Files.write(folder.resolve(ModelManifest.FILE), ManifestWriter.write(manifest));
    return folder;
  }

  static float[] random(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }
}
