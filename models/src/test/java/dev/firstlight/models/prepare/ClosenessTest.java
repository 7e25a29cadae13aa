package dev.firstlight.models.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosenessTest {
  private static Optional<String> difference(float one, float other) {
    return new Closeness(false)
        .difference(
            List.of(Tensor.of("y", new float[] {0, one}, 2)),
            List.of(Tensor.of("y", new float[] {0, other}, 2)));
  }

  @Test
  void fractions_mayDifferByTheTolerance_andByThatPartOfLargeOnes() {
    assertEquals(Optional.empty(), difference(0.5f, 0.500005f));
    assertEquals(Optional.empty(), difference(1000, 1000.005f));
    assertTrue(difference(0.5f, 0.5001f).orElseThrow().contains("\"y\" differs by"));
  }

  @Test
  void notANumber_isCloseToItselfOnly() {
    assertEquals(Optional.empty(), difference(Float.NaN, Float.NaN));
    assertTrue(difference(0.5f, Float.NaN).isPresent());
    assertTrue(difference(Float.POSITIVE_INFINITY, 1).isPresent());
  }

  @Test
  void wholeNumbers_mustBeEqual() {
    List<Tensor> one = List.of(Tensor.of("y", new long[] {1}, 1));
    assertEquals(Optional.empty(), new Closeness(false).difference(one, one));
    assertTrue(
        new Closeness(false)
            .difference(one, List.of(Tensor.of("y", new long[] {2}, 1)))
            .isPresent());
  }

  @Test
  void otherShape_isNamed() {
    String what =
        new Closeness(false)
            .difference(
                List.of(Tensor.of("y", new float[2], 2)),
                List.of(Tensor.of("y", new float[2], 1, 2)))
            .orElseThrow();
    assertTrue(what.contains("[1,2]") || what.contains("[1, 2]"), what);
  }

  @Test
  void scores_areComparedAsTheProbabilitiesTheyStandFor() {
    List<Tensor> one = List.of(Tensor.of("y", new float[] {20, 0, -20}, 1, 3));
    List<Tensor> unlikely = List.of(Tensor.of("y", new float[] {20, 0, -19}, 1, 3));
    List<Tensor> likely = List.of(Tensor.of("y", new float[] {19, 18, -20}, 1, 3));
    assertEquals(Optional.empty(), new Closeness(true).difference(one, unlikely));
    assertTrue(new Closeness(true).difference(one, likely).isPresent());
    assertTrue(new Closeness(false).difference(one, unlikely).isPresent());
  }
}
