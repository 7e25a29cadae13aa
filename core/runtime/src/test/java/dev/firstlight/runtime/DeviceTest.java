package dev.firstlight.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @CsvSource({
    "cpu,cpu",
    "CPU,cpu",
    "cuda,cuda:0",
    " cuda:3 ,cuda:3",
    "auto,auto",
    "cuda:63,cuda:63"
  })
  void text_isRead(String text, String word) {
    assertEquals(word, Device.parse(text).word());
    assertEquals(Device.parse(text), Device.parse(word));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "cuda:", "cuda:-1", "cuda:64", "cuda:100", "cuda0", "", "cpu:0"})
  void otherText_isRefusedWithWhatThereIs(String text) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Device.parse(text));
    assertTrue(String.valueOf(e.getMessage()).contains("cuda:N"), e.getMessage());
  }

  @Test
  void model_runsOnNoAutomaticDevice() {
    assertThrows(IllegalArgumentException.class, () -> Placement.on(Device.AUTO));
    assertFalse(Device.AUTO.isGpu());
  }
}
