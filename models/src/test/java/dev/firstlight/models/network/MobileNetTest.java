package dev.firstlight.models.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.models.graph.Padding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MobileNetTest {
  @Test
  void parameters_areThoseOfThePaper() {
    // The paper's table 4 says 4.2 million; these are the exact counts of its reference in Keras.
    assertEquals(4_231_976, MobileNet.v1().trainableParameters());
    assertEquals(4_253_864, MobileNet.v1().parameters());
  }

  @Test
  void multiplyAdds_areThoseOfThePaper() {
    long[] sum = {0};
    MobileNet.v1()
        .forEach(
            (layer, features) -> {
              if (layer instanceof Layer.Windowed || layer instanceof Layer.Dense) {
                Features output = layer.output(features);
                long area = (long) output.height() * output.width();
                sum[0] += area * layer.weights(features).get(0).shape().elements();
              }
            });
    // Table 4: 569 million.
    assertEquals(569, Math.round(sum[0] / 1e6));
  }

  @Test
  void sizes_areThoseOfThePaper() {
    List<Features> afterBlocks = new ArrayList<>();
    MobileNet.v1()
        .forEach(
            (layer, features) -> {
              if (layer instanceof Layer.Convolution) {
                afterBlocks.add(layer.output(features));
              }
            });
    assertEquals(
        List.of(
            new Features(32, 112, 112),
            new Features(64, 112, 112),
            new Features(128, 56, 56),
            new Features(128, 56, 56),
            new Features(256, 28, 28),
            new Features(256, 28, 28),
            new Features(512, 14, 14),
            new Features(512, 14, 14),
            new Features(512, 14, 14),
            new Features(512, 14, 14),
            new Features(512, 14, 14),
            new Features(512, 14, 14),
            new Features(1024, 7, 7),
            new Features(1024, 7, 7)),
        afterBlocks);
    assertEquals(new Features(1000, 1, 1), MobileNet.v1().output());
  }

  @Test
  void samePadding_putsTheOddZeroBelowAndRight() {
    assertEquals(new Padding(0, 0, 1, 1), Padding.same(224, 224, 3, 2));
    assertEquals(new Padding(1, 1, 1, 1), Padding.same(112, 112, 3, 1));
    assertEquals(new Padding(1, 0, 1, 1), Padding.same(7, 8, 3, 2));
    assertEquals(Padding.NONE, Padding.same(8, 8, 1, 2));
  }

  @Test
  void twoLayersOfOneName_areRefused() {
    List<Layer> layers = List.of(new Layer.Relu6("a"), new Layer.Relu6("a"));
    assertThrows(
        IllegalArgumentException.class, () -> new Network("n", new Features(1, 1, 1), layers));
  }
}
