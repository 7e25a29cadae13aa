package dev.firstlight.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.fault.StartException;
import org.junit.jupiter.api.Test;

class ModelsTest {
  @Test
  void everyModel_isFoundByItsName() {
    for (BuildableModel model : Models.ALL) {
      assertEquals(model, Models.named(model.name()));
    }
  }

  @Test
  void unknownModel_isRefusedWithThoseThereAre() {
    StartException refused = assertThrows(StartException.class, () -> Models.named("mobilnet"));
    assertEquals(StartException.Kind.CONFIGURATION, refused.kind());
    assertEquals(
        "there is no model \"mobilnet\" to build; there are mobilenet, albert, vgg19, minilm",
        refused.getMessage());
  }
}
