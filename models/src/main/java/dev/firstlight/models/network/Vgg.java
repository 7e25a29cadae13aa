package dev.firstlight.models.network;

import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.network.Layer.Convolution;
import dev.firstlight.models.network.Layer.Dense;
import dev.firstlight.models.network.Layer.MaxPool;
import dev.firstlight.models.network.Layer.Relu;
import java.util.ArrayList;
import java.util.List;

/** VGG (Simonyan and Zisserman 2014, arXiv 1409.1556, table 1). */
public final class Vgg {
  /** The side of its images, in pixels. */
  public static final int SIDE = 224;

  /** How many classes it tells apart. */
  public static final int CLASSES = 1000;

  private Vgg() {}

  /**
   * Configuration E, with 19 layers that have weights: 143,667,240 parameters, for RGB images of
   * 224 x 224 pixels whose channels have about mean 0 and deviation 1.
   */
  public static Network e() {
    // Output channels, and how many convolutions a stage has before it halves the sides.
    int[][] stages = {{64, 2}, {128, 2}, {256, 4}, {512, 4}, {512, 4}};
    List<Layer> layers = new ArrayList<>();
    for (int stage = 1; stage <= stages.length; stage++) {
      for (int i = 1; i <= stages[stage - 1][1]; i++) {
        String name = "conv" + stage + "_" + i;
        layers.add(
            new Convolution(name, stages[stage - 1][0], 3, 1, new Padding(1, 1, 1, 1), true));
        layers.add(new Relu(name + ".relu"));
      }
      layers.add(new MaxPool("pool" + stage, 2, 2));
    }
    for (String name : List.of("fc6", "fc7")) {
      layers.add(new Dense(name, 4096));
      layers.add(new Relu(name + ".relu"));
    }
    layers.add(new Dense("fc8", CLASSES));
    return new Network("vgg19", new Features(3, SIDE, SIDE), layers);
  }
}
