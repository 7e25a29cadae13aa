package dev.firstlight.tensorflow;

import static dev.firstlight.tensorflow.SavedModelGraph.attribute;

import dev.firstlight.conformance.TinyPackages;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** The tiny models as SavedModels, in packages that are otherwise those for ONNX. */
final class TensorFlowPackages implements TinyPackages {
  private static final String FOLDER = "savedmodel";

  @Override
  public String runtime() {
    return "tensorflow";
  }

  @Override
  public Path write(TinyModel model, Path folder) throws IOException {
    model.write(folder);
    Files.delete(folder.resolve("model.onnx"));
    graph(model).write(folder.resolve(FOLDER));
    // TensorFlow convolves on a CPU only what has its channels last.
    Optional<Layout> layout =
        model == TinyModel.CLASSIFIER ? Optional.of(Layout.NHWC) : Optional.empty();
    declare(folder, layout);
    return folder;
  }

  private static SavedModelGraph graph(TinyModel model) {
    return switch (model) {
      case CLASSIFIER -> classifier();
      case EMBEDDER -> embedder();
      case TENSORS -> tensors();
    };
  }

  /** {@code image} FP32 [-1,8,8,3] to {@code scores} FP32 [-1,10]. */
  static SavedModelGraph classifier() {
    SplittableRandom random = new SplittableRandom(TinyModels.SEED);
    Map<String, org.tensorflow.proto.AttrValue> number = Map.of("T", attribute(DataType.FP32));
    return new SavedModelGraph()
        .input(new TensorSpec("image", DataType.FP32, Shape.of(-1, 8, 8, 3)))
        .constant("kernel", random(random, 3 * 3 * 3 * 6), 3, 3, 3, 6)
        .constant("dense", random(random, 24 * TinyModels.CLASSES), 24, TinyModels.CLASSES)
        .constant("bias", random(random, TinyModels.CLASSES), TinyModels.CLASSES)
        .constant("flat", new int[] {-1, 24}, 2)
        .node(
            "Conv2D",
            "convolved",
            List.of("image", "kernel"),
            Map.of(
                "T",
                attribute(DataType.FP32),
                "padding",
                attribute("SAME"),
                "strides",
                attribute(1, 1, 1, 1)))
        .node("Relu", "rectified", List.of("convolved"), number)
        .node(
            "AvgPool",
            "pooled",
            List.of("rectified"),
            Map.of(
                "T",
                attribute(DataType.FP32),
                "padding",
                attribute("VALID"),
                "ksize",
                attribute(1, 4, 4, 1),
                "strides",
                attribute(1, 4, 4, 1)))
        .node("Reshape", "row", List.of("pooled", "flat"), number)
        .node("MatMul", "product", List.of("row", "dense"), number)
        .node("BiasAdd", "sum", List.of("product", "bias"), number)
        .output(new TensorSpec("scores", DataType.FP32, Shape.of(-1, 10)), "sum:0");
  }

  private static SavedModelGraph embedder() {
    int rows = 256; // more than there are tokens
    int width = TinyModels.WIDTH;
    return new SavedModelGraph()
        .input(new TensorSpec("input_ids", DataType.INT64, Shape.of(-1, -1)))
        .input(new TensorSpec("attention_mask", DataType.INT64, Shape.of(-1, -1)))
        .constant("table", random(new SplittableRandom(TinyModels.SEED), rows * width), rows, width)
        .constant("first", new int[] {0})
        .constant("last", new int[] {2})
        .node(
            "GatherV2",
            "gathered",
            List.of("table", "input_ids", "first"),
            Map.of(
                "Tparams",
                attribute(DataType.FP32),
                "Tindices",
                attribute(DataType.INT64),
                "Taxis",
                attribute(DataType.INT32)))
        .node(
            "Cast",
            "kept",
            List.of("attention_mask"),
            Map.of("SrcT", attribute(DataType.INT64), "DstT", attribute(DataType.FP32)))
        .node(
            "ExpandDims",
            "column",
            List.of("kept", "last"),
            Map.of("T", attribute(DataType.FP32), "Tdim", attribute(DataType.INT32)))
        .node(
            "Mul", "product", List.of("gathered", "column"), Map.of("T", attribute(DataType.FP32)))
        .output(new TensorSpec("tokens", DataType.FP32, Shape.of(-1, -1, width)), "product:0");
  }

  /** Each input of {@link TinyModels#tensorInputs} comes back with {@code _out} behind its name. */
  private static SavedModelGraph tensors() {
    return identities(TinyModels.tensorInputs());
  }

  static SavedModelGraph identities(List<TensorSpec> inputs) {
    SavedModelGraph graph = new SavedModelGraph();
    for (TensorSpec input : inputs) {
      String output = input.name() + "_out";
      graph
          .input(input)
          .node("Identity", output, List.of(input.name()), Map.of("T", attribute(input.datatype())))
          .output(new TensorSpec(output, input.datatype(), input.shape()), output + ":0");
    }
    return graph;
  }

  /** Makes the SavedModel in the package's folder its only artifact. */
  static void declare(Path folder, Optional<Layout> layout) throws IOException {
    Path json = folder.resolve(ModelManifest.FILE);
    ModelManifest old = ManifestReader.read(Files.readAllBytes(json), folder.toString());
    Artifact artifact =
        new Artifact("savedmodel", "tensorflow", files(folder), layout, Requirements.NONE);
    Files.write(
        json,
        ManifestWriter.write(
            new ModelManifest(
                old.name(),
                old.version(),
                old.task(),
                old.licence(),
                old.provenance(),
                old.inputs(),
                old.outputs(),
                old.preprocessing(),
                old.postprocessing(),
                old.warmup(),
                old.files(),
                List.of(artifact))));
  }

  private static List<PackageFile> files(Path folder) throws IOException {
    List<PackageFile> files = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(folder.resolve(FOLDER))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String path = folder.relativize(file).toString().replace('\\', '/');
        PackageFile listed = new PackageFile(path, bytes.length, sha256(bytes));
        files.add(path.endsWith("saved_model.pb") ? 0 : files.size(), listed);
      }
    }
    return files;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static float[] random(SplittableRandom random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextDouble() * 2 - 1);
    }
    return values;
  }
}
