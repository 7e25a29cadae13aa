package dev.firstlight.bench.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.fault.BenchException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FactorTest {
  @ParameterizedTest
  @EnumSource
  void factor_isFoundByItsLabel_andItsOwnValuesAreAllowed(Factor factor) {
    assertEquals(factor, Factor.named(factor.label()));
    List<Long> values = factor.check(List.of());
    assertEquals(values, factor.check(values));
  }

  @Test
  void factor_unknown_namesThoseThatThereAre() {
    String message =
        String.valueOf(assertThrows(BenchException.class, () -> Factor.named("size")).getMessage());

    assertTrue(message.contains("\"size\"") && message.contains("input-size"), message);
  }

  @Test
  void values_outOfRangeOrTwiceOrAlone_areRefused() {
    for (List<Long> wrong : List.of(List.of(1L, 129L), List.of(2L, 2L), List.of(2L))) {
      assertThrows(BenchException.class, () -> Factor.INFERENCES.check(wrong));
    }
  }
}
