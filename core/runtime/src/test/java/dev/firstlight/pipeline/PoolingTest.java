package dev.firstlight.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.Postprocessing.Pooling;
import dev.firstlight.tensor.Tensor;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoolingTest {
  /** Two samples of three tokens of two components. */
  private static final Tensor HIDDEN =
      Tensor.of("h", new float[] {1, -2, 3, 4, 100, 100, 5, 6, 7, 8, 9, -10}, 2, 3, 2);

  private static final Optional<Tensor> MASK =
      Optional.of(Tensor.of("mask", new long[] {1, 1, 0, 1, 1, 1}, 2, 3));

  private static float[] pooled(
      Pooling how, boolean normalize, Optional<Tensor> mask, Tensor output, int sample) {
    return new dev.firstlight.pipeline.Pooling(how, normalize, mask)
        .of(output, sample, (int) output.shape().dimension(0))
        .vector();
  }

  @Test
  void mean_isOverWhatTheMaskKeeps() {
    assertArrayEquals(new float[] {2, 1}, pooled(Pooling.MEAN, false, MASK, HIDDEN, 0));
    assertArrayEquals(new float[] {7, 4f / 3}, pooled(Pooling.MEAN, false, MASK, HIDDEN, 1));
  }

  @Test
  void mean_withoutMask_isOverAll() {
    assertArrayEquals(
        new float[] {104f / 3, 34}, pooled(Pooling.MEAN, false, Optional.empty(), HIDDEN, 0));
  }

  @Test
  void max_isOverWhatTheMaskKeeps() {
    assertArrayEquals(new float[] {3, 4}, pooled(Pooling.MAX, false, MASK, HIDDEN, 0));
    assertArrayEquals(new float[] {9, 8}, pooled(Pooling.MAX, false, MASK, HIDDEN, 1));
  }

  @Test
  void max_allBelowZero_isNotZero() {
    Tensor low = Tensor.of("h", new float[] {-3, -2}, 1, 2, 1);

    assertArrayEquals(new float[] {-2}, pooled(Pooling.MAX, false, Optional.empty(), low, 0));
  }

  @Test
  void cls_isTheFirstTokenWhateverTheMask() {
    assertArrayEquals(new float[] {5, 6}, pooled(Pooling.CLS, false, MASK, HIDDEN, 1));
  }

  @Test
  void none_isTheModelsOwnVector() {
    Tensor vectors = Tensor.of("v", new float[] {1, 2, 3, 4}, 2, 2);

    assertArrayEquals(new float[] {3, 4}, pooled(Pooling.NONE, false, MASK, vectors, 1));
  }

  @Test
  void normalize_makesTheLengthOne() {
    Tensor vectors = Tensor.of("v", new float[] {3, -4}, 1, 2);

    assertArrayEquals(
        new float[] {0.6f, -0.8f}, pooled(Pooling.NONE, true, Optional.empty(), vectors, 0));
  }

  @Test
  void normalize_zeroVector_staysZero() {
    Tensor vectors = Tensor.of("v", new float[] {0, 0}, 1, 2);

    assertArrayEquals(new float[] {0, 0}, pooled(Pooling.NONE, true, Optional.empty(), vectors, 0));
  }

  @Test
  void normalize_largestFloats_doNotOverflow() {
    Tensor vectors = Tensor.of("v", new float[] {Float.MAX_VALUE, Float.MAX_VALUE}, 1, 2);
    float half = (float) Math.sqrt(0.5);

    assertArrayEquals(
        new float[] {half, half}, pooled(Pooling.NONE, true, Optional.empty(), vectors, 0));
  }

  @ParameterizedTest
  @EnumSource(names = {"MEAN", "MAX"})
  void nothingKept_isZeroAndNotNan(Pooling how) {
    Optional<Tensor> none = Optional.of(Tensor.of("mask", new long[6], 2, 3));

    assertArrayEquals(new float[] {0, 0}, pooled(how, true, none, HIDDEN, 0));
  }

  /** Padding weighs nothing, to the last bit, whatever stands in it and however much there is. */
  @ParameterizedTest
  @EnumSource(names = {"MEAN", "MAX", "CLS"})
  void padding_doesNotShow(Pooling how) {
    Tensor tight = Tensor.of("h", new float[] {0.1f, 0.2f, 0.3f, 0.7f}, 1, 2, 2);
    Tensor padded =
        Tensor.of("h", new float[] {0.1f, 0.2f, 0.3f, 0.7f, Float.NaN, 1e30f, -1e30f, 5}, 1, 4, 2);

    assertArrayEquals(
        pooled(how, true, Optional.of(Tensor.of("m", new long[] {1, 1}, 1, 2)), tight, 0),
        pooled(how, true, Optional.of(Tensor.of("m", new long[] {1, 1, 0, 0}, 1, 4)), padded, 0));
  }

  @Test
  void maskOfAnotherLength_isAFaultNotAWrongVector() {
    Optional<Tensor> shorter = Optional.of(Tensor.of("mask", new long[] {1, 1, 1, 1}, 2, 2));
    RequestException e =
        assertThrows(RequestException.class, () -> pooled(Pooling.MEAN, false, shorter, HIDDEN, 1));

    assertEquals(RequestException.Kind.INTERNAL, e.kind());
  }

  @Test
  void outputOfTwoDimensions_cannotBePooledOverTokens() {
    Tensor vectors = Tensor.of("v", new float[] {1, 2}, 1, 2);
    RequestException e =
        assertThrows(
            RequestException.class,
            () -> pooled(Pooling.MEAN, false, Optional.empty(), vectors, 0));

    assertEquals(RequestException.Kind.INTERNAL, e.kind());
  }
}
