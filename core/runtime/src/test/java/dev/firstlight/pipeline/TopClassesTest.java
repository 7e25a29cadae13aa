package dev.firstlight.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.inference.Prediction;
import dev.firstlight.inference.Prediction.Score;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopClassesTest {
  private static List<Integer> indices(int k, float... scores) {
    return new TopClasses(List.of(), k, false)
        .of(scores).classes().stream().map(Score::index).toList();
  }

  @Test
  void of_scores_areTheHighestInOrderWithLabels() {
    Prediction.Classification top =
        new TopClasses(List.of("a", "b", "c"), 2, false).of(new float[] {1, 3, 2});

    assertEquals(List.of(new Score(1, "b", 3), new Score(2, "c", 2)), top.classes());
    assertEquals(new Score(1, "b", 3), top.best());
  }

  @Test
  void of_fewerLabelsThanClasses_fallsBackToTheIndex() {
    Prediction.Classification top = new TopClasses(List.of("a"), 2, false).of(new float[] {0, 1});

    assertEquals("1", top.best().label());
  }

  @Test
  void of_equalScores_theLowerIndexComesFirst() {
    assertEquals(List.of(1, 2, 4), indices(3, 0, 5, 5, -1, 5));
    assertEquals(List.of(0, 1), indices(2, 0f, -0f, 0f));
    assertEquals(List.of(0, 1), indices(2, -0f, 0f, 0f));
  }

  @Test
  void of_moreThanThereAre_isAll() {
    assertEquals(List.of(1, 0), indices(Integer.MAX_VALUE, 1, 2));
  }

  @Test
  void of_nan_isBelowEverything() {
    assertEquals(
        List.of(3, 1, 0, 2),
        indices(4, Float.NaN, Float.NEGATIVE_INFINITY, Float.NaN, Float.POSITIVE_INFINITY));
    assertEquals(List.of(0), indices(1, Float.NaN, Float.NaN));
  }

  /** Up to 64 are inserted, more are sorted: both must agree with a plain sort. */
  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64, 65, 1000})
  void of_anyScores_areAsAStableSortHasThem(int k) {
    long seed = 7;
    RandomGenerator random = new SplittableRandom(seed);
    float[] odd = {Float.NaN, 0f, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1, -1};
    for (int round = 0; round < 50; round++) {
      float[] scores = new float[1000];
      for (int i = 0; i < scores.length; i++) {
        scores[i] =
            random.nextInt(4) == 0
                ? odd[random.nextInt(odd.length)]
                : (float) random.nextGaussian() * 10;
      }
      Comparator<Integer> higher =
          (a, b) -> {
            float left = scores[a];
            float right = scores[b];
            if (Float.isNaN(left) || Float.isNaN(right)) {
              return Boolean.compare(Float.isNaN(left), Float.isNaN(right));
            }
            return left > right ? -1 : (left < right ? 1 : 0);
          };
      List<Integer> expected =
          IntStream.range(0, scores.length).boxed().sorted(higher).limit(k).toList();

      assertEquals(expected, indices(k, scores), "round " + round + " of seed " + seed);
    }
  }

  @Test
  void of_softmax_sumsToOneAndDoesNotOverflow() {
    Prediction.Classification top =
        new TopClasses(List.of(), 3, true).of(new float[] {1000, 1001, -1000});
    double higher = 1 / (1 + Math.exp(-1));

    assertEquals(higher, top.classes().get(0).score(), 1e-7);
    assertEquals(1 - higher, top.classes().get(1).score(), 1e-7);
    assertEquals(0, top.classes().get(2).score());
  }

  @Test
  void of_softmax_isOverAllClassesNotThoseShown() {
    Prediction.Classification top = new TopClasses(List.of(), 1, true).of(new float[] {2, 2, 2, 2});

    assertEquals(0.25f, top.best().score());
  }

  @Test
  void of_softmaxWithNan_leavesTheOthersTheirShares() {
    Prediction.Classification top =
        new TopClasses(List.of(), 3, true).of(new float[] {0, Float.NaN, 0});

    assertEquals(0.5f, top.classes().get(0).score());
    assertTrue(Float.isNaN(top.classes().get(2).score()));
  }

  @Test
  @Timeout(30)
  void of_everyClassOfALargeModel_isNotQuadratic() {
    float[] ascending = new float[2_000_000];
    for (int i = 0; i < ascending.length; i++) {
      ascending[i] = i;
    }
    List<Score> classes =
        new TopClasses(List.of(), Integer.MAX_VALUE, false).of(ascending).classes();

    assertEquals(ascending.length - 1, classes.get(0).index());
    assertEquals(0, classes.get(ascending.length - 1).index());
  }
}
