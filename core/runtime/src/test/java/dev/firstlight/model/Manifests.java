package dev.firstlight.model;

import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Manifests of the kinds of model that tests need. */
public final class Manifests {
  private Manifests() {}

  public static TensorSpec spec(String name, DataType datatype, long... shape) {
    return new TensorSpec(name, datatype, Shape.of(shape));
  }

  /** A model that takes and gives its own tensors. */
  public static ModelManifest tensors(List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return manifest(inputs, outputs, new Preprocessing.None(), new Postprocessing.None());
  }

  /** A model with the input "x" and the output "y", both of that datatype and shape. */
  public static ModelManifest echo(DataType datatype, long... shape) {
    return tensors(List.of(spec("x", datatype, shape)), List.of(spec("y", datatype, shape)));
  }

  /** A classifier of RGB images, which answers with the two best of ten classes. */
  public static ModelManifest images(int side) {
    return manifest(
        List.of(spec("image", DataType.FP32, -1, 3, side, side)),
        List.of(spec("scores", DataType.FP32, -1, 10)),
        new Preprocessing.Image(
            new ImagePreprocessing(
                Optional.empty(),
                Optional.empty(),
                side,
                side,
                Layout.NCHW,
                Channels.RGB,
                1,
                List.of(0.0, 0.0, 0.0),
                List.of(1.0, 1.0, 1.0))),
        new Postprocessing.Classification(Optional.empty(), Optional.empty(), 2, true));
  }

  /** A model that makes a vector of two components of a text, the mean of its tokens. */
  public static ModelManifest texts() {
    return manifest(
        List.of(spec("ids", DataType.INT64, -1, -1), spec("mask", DataType.INT64, -1, -1)),
        List.of(spec("hidden", DataType.FP32, -1, -1, 2)),
        new Preprocessing.Text(
            new TextPreprocessing(
                "tokenizer.json", 16, true, false, "ids", Optional.of("mask"), Optional.empty())),
        new Postprocessing.Embedding(Optional.empty(), Postprocessing.Pooling.MEAN, false));
  }

  private static ModelManifest manifest(
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Preprocessing preprocessing,
      Postprocessing postprocessing) {
    return new ModelManifest(
        "m",
        "3",
        "testing",
        "CC0-1.0",
        "random weights, seed 1",
        inputs,
        outputs,
        preprocessing,
        postprocessing,
        List.of(),
        List.of(new PackageFile("tokenizer.json", 1, "b".repeat(64))),
        List.of(
            new Artifact(
                "a",
                "fake",
                List.of(new PackageFile("model.fake", 1, "a".repeat(64))),
                Optional.empty(),
                Requirements.NONE)));
  }
}
