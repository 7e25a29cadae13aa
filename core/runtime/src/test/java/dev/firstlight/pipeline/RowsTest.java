package dev.firstlight.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Hex;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowsTest {
  @ParameterizedTest
  @CsvSource({
    "FP16, 003c 0040 0042 00c4", // 1, 2, 3, -4
    "BF16, 803f 0040 4040 80c0",
    "FP32, 0000803f 00000040 00004040 000080c0",
    "FP64, 000000000000f03f 0000000000000040 0000000000000840 00000000000010c0"
  })
  void row_anyFloats_areWidenedOrNarrowed(DataType datatype, String hex) {
    Tensor tensor = new Tensor("y", datatype, Shape.of(2, 2), Hex.buffer(hex.replace(" ", "")));
    Rows rows = Rows.of(tensor, 2);

    assertArrayEquals(new float[] {1, 2}, rows.row(0));
    assertArrayEquals(new float[] {3, -4}, rows.row(1));
  }

  @Test
  void of_integers_isAFault() {
    RequestException e =
        assertThrows(RequestException.class, () -> Rows.of(Tensor.of("y", new long[] {1}, 1), 1));

    assertEquals(RequestException.Kind.INTERNAL, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("\"y\" is INT64"), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "0, 2", "0, 1"})
  void of_elementsThatDoNotDivide_isAFault(int elements, int samples) {
    Tensor tensor = Tensor.of("y", new float[elements], elements);
    RequestException e = assertThrows(RequestException.class, () -> Rows.of(tensor, samples));

    assertEquals(RequestException.Kind.INTERNAL, e.kind());
  }
}
