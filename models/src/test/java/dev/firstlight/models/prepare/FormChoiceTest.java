package dev.firstlight.models.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FormChoiceTest {
  private static final Measured PORTABLE = new Measured("portable", 240, 47, 42);
  private static final Measured MAPPED = new Measured("mapped", 32, 65, 60);
  private static final Measured PACKED = new Measured("packed", 140, 50, 42);

  @Test
  void firstPrediction_isFastestMapped_thoughLaterOnesAreSlower() {
    FormChoice choice = FormChoice.of(PORTABLE, List.of(MAPPED, PACKED), 1);
    assertEquals(Optional.of(Form.MAPPED), choice.form());
    assertEquals(
        "least time to the first prediction: portable 287.0 ms, mapped 97.0 ms, packed 190.0 ms",
        choice.why());
  }

  @Test
  void manyPredictions_areFastestPacked() {
    assertEquals(
        Optional.of(Form.PACKED), FormChoice.of(PORTABLE, List.of(MAPPED, PACKED), 8).form());
  }

  @Test
  void noForm_isChosen_thatSavesLessThanATenth() {
    FormChoice choice = FormChoice.of(PORTABLE, List.of(MAPPED, PACKED), 1000);
    assertEquals(Optional.empty(), choice.form());
    assertTrue(choice.why().startsWith("no form saves a tenth"), choice.why());
  }

  @Test
  void noForm_isChosen_whereNonePredictsRight() {
    assertEquals(Optional.empty(), FormChoice.of(PORTABLE, List.of(), 1).form());
  }
}
