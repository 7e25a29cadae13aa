package dev.firstlight.models;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.model.WarmupSample;
import dev.firstlight.models.network.Features;
import dev.firstlight.models.network.Network;
import dev.firstlight.models.network.NetworkGraph;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * What packages that classify images into the classes of ImageNet have in common.
 *
 * @param name of the model
 * @param network that takes RGB images, channels outermost, and gives 1000 scores
 * @param scale of values from 0 to 255
 * @param mean that is taken from scaled values, for each channel
 * @param deviation that they are divided by, for each channel
 */
record ImageClassification(
    String name, Network network, double scale, List<Double> mean, List<Double> deviation) {
  private static final int RESIZED_SIDE = 256;
  private static final int TOP_K = 5;

  ModelManifest describe(String provenance, List<Artifact> artifacts, PackageWriter writer)
      throws IOException {
    PackageFile labels = writer.add("labels.txt", Resources.named("imagenet-1k-labels.txt"));
    PackageFile sample = writer.add("samples/rocket.jpg", Resources.named("rocket.jpg"));
    Features image = network.input();
    return new ModelManifest(
        name,
        "1",
        "image-classification",
        "Apache-2.0",
        provenance,
        List.of(
            new TensorSpec(
                NetworkGraph.INPUT,
                DataType.FP32,
                Shape.of(-1, image.channels(), image.height(), image.width()))),
        List.of(
            new TensorSpec(
                NetworkGraph.OUTPUT, DataType.FP32, Shape.of(-1, network.output().channels()))),
        new Preprocessing.Image(
            new ImagePreprocessing(
                Optional.empty(),
                Optional.of(
                    new ImagePreprocessing.Resize.Shorter(
                        RESIZED_SIDE, ImagePreprocessing.Interpolation.BILINEAR)),
                image.width(),
                image.height(),
                ImagePreprocessing.Layout.NCHW,
                ImagePreprocessing.Channels.RGB,
                scale,
                mean,
                deviation)),
        new Postprocessing.Classification(
            Optional.empty(), Optional.of(labels.path()), TOP_K, true),
        List.of(new WarmupSample.File(sample.path(), "image/jpeg")),
        List.of(labels, sample),
        artifacts);
  }
}
