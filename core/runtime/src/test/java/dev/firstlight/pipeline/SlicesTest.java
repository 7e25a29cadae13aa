package dev.firstlight.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlicesTest {
  private static Tensor slice(Tensor output, int sample, int samples) {
    return Slices.of(List.of(output), sample, samples).tensors().get(0);
  }

  @Test
  void of_numbers_isTheSamplesOwnShare() {
    Tensor output = Tensor.of("y", new float[] {1, 2, 3, 4, 5, 6}, 3, 1, 2);

    assertEquals(Tensor.of("y", new float[] {3, 4}, 1, 2), slice(output, 1, 3));
    assertEquals(Tensor.of("y", new float[] {5, 6}, 1, 2), slice(output, 2, 3));
  }

  @Test
  void of_strings_isCutByTheirLengths() {
    Tensor output = Tensor.of("y", List.of("", "long string", "é", "z", "", "end"), 3, 2);

    assertEquals(Tensor.of("y", List.of("", "long string"), 2), slice(output, 0, 3));
    assertEquals(Tensor.of("y", List.of("é", "z"), 2), slice(output, 1, 3));
    assertEquals(Tensor.of("y", List.of("", "end"), 2), slice(output, 2, 3));
  }

  @Test
  void of_oneScalarEach_isAScalar() {
    Tensor output = Tensor.of("y", new long[] {7, 8}, 2);

    assertEquals(Tensor.of("y", new long[] {8}), slice(output, 1, 2));
  }

  @Test
  void of_emptyRows_areEmpty() {
    Tensor output = Tensor.of("y", new float[0], 2, 0);

    assertEquals(Tensor.of("y", new float[0], 0), slice(output, 1, 2));
  }

  @Test
  void of_outputThatDoesNotCountSamples_isWholeForOneSample() {
    Tensor output = Tensor.of("y", new float[] {1, 2, 3}, 3);

    assertEquals(output, slice(output, 0, 1));
    assertEquals(Tensor.of("y", new float[] {1}), slice(Tensor.of("y", new float[] {1}), 0, 1));
  }

  @Test
  void of_outputThatDoesNotCountSamples_isRefusedForSeveral() {
    Tensor output = Tensor.of("y", new float[] {1, 2, 3}, 3);
    RequestException e = assertThrows(RequestException.class, () -> slice(output, 0, 2));

    assertTrue(String.valueOf(e.getMessage()).contains("one by one"), e.getMessage());
  }
}
