package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.models.imports.ImageChoices;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageArgumentsTest {
  @Test
  void size_isASquareOrBoth() {
    assertEquals(new ImageChoices.Size(224, 224), ImageArguments.size("224"));
    assertEquals(new ImageChoices.Size(320, 240), ImageArguments.size("320x240"));
    assertThrows(BenchException.class, () -> ImageArguments.size("wide"));
  }

  @Test
  void resizing_isNoneTheShorterSideOrBoth() {
    assertEquals(new ImageChoices.Resizing.None(), ImageArguments.resizing("none"));
    assertEquals(new ImageChoices.Resizing.Shorter(256), ImageArguments.resizing("256"));
    assertEquals(
        new ImageChoices.Resizing.Exact(new ImageChoices.Size(3, 4)),
        ImageArguments.resizing("3x4"));
  }

  @Test
  void numbers_mayBeFractions() {
    assertEquals(List.of(1 / 255.0, 0.5), ImageArguments.numbers("--mean", "1/255, 0.5"));
    assertThrows(BenchException.class, () -> ImageArguments.numbers("--mean", "1,,2"));
  }

  @Test
  void stem_isTheFilesNameOrItsFoldersWhereThatSaysMore() {
    assertEquals("resnet-50-v1", ImageArguments.stem(Path.of("/m/resnet 50-v1.onnx")));
    assertEquals("bert", ImageArguments.stem(Path.of("/m/bert/model.onnx")));
    assertEquals("model", ImageArguments.stem(Path.of("/m/___.onnx")));
  }
}
