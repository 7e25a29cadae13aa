package dev.firstlight.pipeline;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.model.Manifests;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      value = {
        "-1,4    | none | -1,2 | -1",
        "-1,4    | -1   | 1,2  | -1",
        "1,4     | none | 1,2  | 1",
        "1,4     | -1,4 | -1   | 1",
        "1,4     | none | 9    | 1",
        "3,4     | none | 3,2  | 3",
        "3,4     | none | -1,2 | 3",
        "3       | none | 1,2  | 0",
        "3       | none | ''   | 0",
        "3,4     | 4,4  | -1   | 0",
        "-1,4    | 4    | -1,2 | 0",
        "-1,4    | ''   | -1,2 | 0",
        "0,4     | none | 0,2  | 0"
      })
  void of_declaration_isAsItsShapesTell(String first, String second, String output, long samples) {
    List<TensorSpec> inputs =
        second == null
            ? List.of(spec("a", DataType.FP32, shape(first)))
            : List.of(
                spec("a", DataType.FP32, shape(first)), spec("b", DataType.FP32, shape(second)));
    List<TensorSpec> outputs = List.of(spec("y", DataType.FP32, shape(output)));

    assertEquals(new Batching(samples), Batching.of(Manifests.tensors(inputs, outputs)));
  }

  @Test
  void of_imagesAndTexts_areAlwaysBatches() {
    assertEquals(new Batching(Batching.ANY), Batching.of(Manifests.images(1)));
    assertEquals(new Batching(Batching.ANY), Batching.of(Manifests.texts()));
  }

  private static long[] shape(String text) {
    return text.isBlank()
        ? new long[0]
        : Arrays.stream(text.strip().split(",")).mapToLong(Long::parseLong).toArray();
  }
}
