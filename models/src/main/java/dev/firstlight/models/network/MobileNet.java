package dev.firstlight.models.network;

import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.network.Layer.BatchNormalization;
import dev.firstlight.models.network.Layer.Convolution;
import dev.firstlight.models.network.Layer.Dense;
import dev.firstlight.models.network.Layer.DepthwiseConvolution;
import dev.firstlight.models.network.Layer.GlobalAveragePool;
import dev.firstlight.models.network.Layer.Relu6;
import java.util.ArrayList;
import java.util.List;

/** MobileNet v1 (Howard et al. 2017, arXiv 1704.04861, table 1). */
public final class MobileNet {
  /** The side of its images, in pixels. */
  public static final int SIDE = 224;

  /** How many classes it tells apart. */
  public static final int CLASSES = 1000;

  private static final double EPSILON = 1e-3;

  private MobileNet() {}

  /**
   * Width multiplier 1.0, 224 x 224 pixels, 1000 classes, in [−1, 1] RGB: 4,231,976 trainable
   * parameters, 4,253,864 with what normalisation measures.
   */
  public static Network v1() {
    // Output channels of the pointwise convolution, and stride of the depthwise one before it. The
    // paper prints stride 2 for the last, which its own sizes (7 x 7 to 7 x 7) show to be 1.
    int[][] separable = {
      {64, 1}, {128, 2}, {128, 1}, {256, 2}, {256, 1}, {512, 2}, {512, 1}, {512, 1}, {512, 1},
      {512, 1}, {512, 1}, {1024, 2}, {1024, 1},
    };
    List<Layer> layers = new ArrayList<>();
    int side = SIDE;
    layers.add(new Convolution("conv1", 32, 3, 2, Padding.same(side, side, 3, 2), false));
    normalize(layers, "conv1");
    side /= 2;
    for (int block = 1; block <= separable.length; block++) {
      int stride = separable[block - 1][1];
      String depthwise = "block" + block + ".depthwise";
      layers.add(
          new DepthwiseConvolution(
              depthwise, 3, stride, Padding.same(side, side, 3, stride), false));
      normalize(layers, depthwise);
      side /= stride;
      String pointwise = "block" + block + ".pointwise";
      layers.add(new Convolution(pointwise, separable[block - 1][0], 1, 1, Padding.NONE, false));
      normalize(layers, pointwise);
    }
    layers.add(new GlobalAveragePool("pool"));
    layers.add(new Dense("classifier", CLASSES));
    return new Network("mobilenet_v1_1.0_224", new Features(3, SIDE, SIDE), layers);
  }

  private static void normalize(List<Layer> layers, String convolution) {
    layers.add(new BatchNormalization(convolution + ".norm", EPSILON));
    layers.add(new Relu6(convolution + ".relu6"));
  }
}
