package dev.firstlight.models.network;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.models.SamplePixels;
import dev.firstlight.models.graph.Padding;
import dev.firstlight.models.graph.SeededNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeededWeightsTest {
  /** Large enough to have every kind of layer, small enough to make often. */
  private static final Network SMALL =
      new Network(
          "small",
          new Features(3, 9, 7),
          List.of(
              new Layer.Convolution("a", 8, 3, 2, Padding.same(9, 7, 3, 2), false),
              new Layer.BatchNormalization("b", 1e-3),
              new Layer.Relu6("c"),
              new Layer.DepthwiseConvolution("d", 3, 1, Padding.same(5, 4, 3, 1), true),
              new Layer.GlobalAveragePool("e"),
              new Layer.Dense("f", 5)));

  @Test
  void everyLayerOfMobileNet_keepsRealImagesInRange() {
    Activations images =
        new Activations(
            MobileNet.v1().input(),
            new float[][] {
              SamplePixels.of("chelsea-224.jpg"),
              SamplePixels.of("coffee-224.jpg"),
              SamplePixels.of("rocket-224.jpg")
            });
    List<String> faults = new ArrayList<>();
    new SeededWeights(MobileNet.v1(), 1)
        .forEach(
            step -> {
              images.apply(step);
              double deviation = deviation(images);
              // After normalisation 1 is ideal; the mean over 49 places is calmer.
              double least = step.layer() instanceof Layer.GlobalAveragePool ? 0.05 : 0.4;
              if (!(deviation > least && deviation < 4)) {
                faults.add(step.layer().name() + " has a standard deviation of " + deviation);
              }
            });
    assertEquals(List.of(), faults);
  }

  @Test
  void sameSeed_givesTheSameBits() {
    List<float[]> once = values(7);
    List<float[]> again = values(7);
    for (int i = 0; i < once.size(); i++) {
      assertArrayEquals(once.get(i), again.get(i));
    }
  }

  @Test
  void anotherSeed_givesOtherKernels() {
    assertFalse(Arrays.equals(values(7).get(0), values(8).get(0)));
  }

  @Test
  void kernels_haveTheDeviationOfHe() {
    Network wide =
        new Network(
            "wide",
            new Features(64, 1, 1),
            List.of(new Layer.Convolution("a", 1024, 1, 1, Padding.NONE, true)));
    List<LayerWeights> steps = new ArrayList<>();
    new SeededWeights(wide, 3).forEach(steps::add);
    double squares = 0;
    for (float value : steps.get(0).values(0)) {
      squares += value * value;
    }
    assertEquals(2.0 / 64, squares / (64 * 1024), 0.001);
    assertArrayEquals(new float[1024], steps.get(0).values(1));
  }

  @Test
  void folding_keepsTheFunction() {
    float[][] pixels = {SeededNumbers.of(5, 0).fill(new float[3 * 9 * 7], 1)};
    Activations plain = new Activations(SMALL.input(), pixels.clone());
    Activations folded = new Activations(SMALL.input(), pixels.clone());
    new SeededWeights(SMALL, 7).forEach(plain::apply);
    List<String> names = new ArrayList<>();
    try (Folding folding =
        new Folding(
            step -> {
              folded.apply(step);
              names.add(step.layer().name());
            })) {
      new SeededWeights(SMALL, 7).forEach(folding);
    }
    assertEquals(List.of("a", "c", "d", "e", "f"), names);
    assertArrayEquals(plain.sample(0), folded.sample(0), 1e-4f);
  }

  @Test
  void lastConvolution_isNotLostInFolding() {
    List<String> names = new ArrayList<>();
    Network network =
        new Network(
            "one",
            new Features(1, 1, 1),
            List.of(new Layer.Convolution("a", 1, 1, 1, Padding.NONE, false)));
    try (Folding folding = new Folding(step -> names.add(step.layer().name()))) {
      new SeededWeights(network, 7).forEach(folding);
    }
    assertEquals(List.of("a"), names);
  }

  @Test
  void syntheticImages_useTheirRangeWithoutSticking() {
    Activations images = SyntheticImages.of(new Features(3, 224, 224), 4, SeededNumbers.of(1, 0));
    double deviation = deviation(images);
    assertTrue(deviation > 0.3 && deviation < 0.8, "deviation " + deviation);
  }

  private static List<float[]> values(long seed) {
    List<float[]> values = new ArrayList<>();
    new SeededWeights(SMALL, seed)
        .forEach(step -> step.weights().forEach(weight -> values.add(weight.values())));
    return values;
  }

  private static double deviation(Activations activations) {
    double sum = 0;
    double squares = 0;
    long count = 0;
    for (int i = 0; i < activations.count(); i++) {
      for (float value : activations.sample(i)) {
        sum += value;
        squares += (double) value * value;
        count++;
      }
    }
    return Math.sqrt(squares / count - sum / count * (sum / count));
  }
}
