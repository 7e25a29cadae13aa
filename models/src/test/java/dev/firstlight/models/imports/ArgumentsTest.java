package dev.firstlight.models.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"image:FP32[-1,3,224,224]", "input_ids:0:INT64[1,128]", "s:BYTES[]"})
  void tensor_isReadAsItIsWritten(String text) {
    assertEquals(text, TensorArgument.format(TensorArgument.parse(text)));
  }

  @Test
  void tensorWithSpaces_isRead() {
    assertEquals(
        new TensorSpec("a", DataType.FP32, Shape.of(1, 2)), TensorArgument.parse("a:FP32[1, 2]"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "image",
        "image:FP32",
        "image:FP32[a]",
        "image:float[1]",
        ":FP32[1]",
        "image:FP32[-2]",
        "image:FP32[1,]"
      })
  void tensorThatIsNone_isRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TensorArgument.parse(text));
  }

  @Test
  void preprocessorConfig_isUnderstood() throws IOException {
    Path file = folder.resolve("preprocessor_config.json");
    Files.writeString(
        file,
        """
        {"do_resize": true, "size": {"shortest_edge": 256}, "resample": 3, "do_center_crop": true,
         "crop_size": {"height": 224, "width": 240}, "do_normalize": true,
         "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
        """);
    ImagePreprocessing image = ((Preprocessing.Image) PreprocessingFile.read(file)).image();
    assertEquals(
        Optional.of(new Resize.Shorter(256, ImagePreprocessing.Interpolation.BICUBIC)),
        image.resize());
    assertEquals(240, image.cropWidth());
    assertEquals(1 / 255.0, image.scale());
    assertEquals(List.of(0.229, 0.224, 0.225), image.std());
  }

  @Test
  void preprocessingThatIsWrong_isRefusedWithItsPlace() throws IOException {
    Path file = Files.writeString(folder.resolve("p.json"), "{\"image\": {\"crp\": 1}}");
    StartException e = assertThrows(StartException.class, () -> PreprocessingFile.read(file));
    assertTrue(e.getMessage().contains("image.crp is not known here"), e.getMessage());
  }

  @Test
  void labels_areReadWithoutMarkAndTail() throws IOException {
    Path file = Files.writeString(folder.resolve("l.txt"), "\uFEFFcat\r\ndog\r\n\r\n");
    assertEquals(List.of("cat", "dog"), LabelsFile.read(file));
  }

  @Test
  void sampleOfNoKnownKind_isRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("s.bin"), "?");
    StartException e = assertThrows(StartException.class, () -> SampleFile.read(file, 1));
    assertTrue(e.getMessage().contains("neither JPEG nor PNG"), e.getMessage());
  }
}
