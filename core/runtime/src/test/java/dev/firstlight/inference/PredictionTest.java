package dev.firstlight.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionTest {
  private static Prediction.Embedding vector(float... components) {
    return new Prediction.Embedding(components);
  }

  @ParameterizedTest
  @CsvSource({"1, 0, 1", "2, 0, 1", "0, 3, 0", "-1, 0, -1", "1, 1, 0.7071067811865475"})
  void cosine_isOfTheAngleWhateverTheLengths(float x, float y, double cosine) {
    assertEquals(cosine, vector(5, 0).cosine(vector(x, y)), 1e-12);
  }

  @Test
  void cosine_largestFloats_doNotOverflow() {
    Prediction.Embedding large = vector(Float.MAX_VALUE, Float.MAX_VALUE);

    assertEquals(1, large.cosine(large), 1e-12);
  }

  @Test
  void cosine_differentLengths_isRefused() {
    assertThrows(IllegalArgumentException.class, () -> vector(1).cosine(vector(1, 2)));
  }

  @Test
  void vector_copyIsChanged_staysAsItWas() {
    Prediction.Embedding embedding = vector(1, 2);
    embedding.vector()[0] = 9;

    assertArrayEquals(new float[] {1, 2}, embedding.vector());
  }
}
