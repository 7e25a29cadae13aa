package dev.firstlight.pipeline;

import static dev.firstlight.model.Manifests.spec;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.inference.Input;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.Manifests;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.RequestScope;
import dev.firstlight.tensor.Shape;
import dev.firstlight.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreprocessorTest {
  private final Buffers buffers = new Buffers(1 << 20);
  private final RequestScope scope = new RequestScope(buffers);

  @AfterEach
  void closeScope() {
    scope.close();
    assertEquals(0, buffers.leasedBytes());
  }

  private static Preprocessor of(ModelManifest manifest) {
    Optional<Preprocessor.Images> images =
        manifest.preprocessing() instanceof Preprocessing.Image image
            ? Optional.of(Preprocessor.Images.of(manifest, image.image(), Layout.NCHW, 1000))
            : Optional.empty();
    return new Preprocessor(manifest, images, Optional.empty());
  }

  private Batch prepare(ModelManifest manifest, Input... inputs) {
    return of(manifest).prepare(List.of(inputs), scope);
  }

  private String refusal(ModelManifest manifest, Input... inputs) {
    RequestException e = assertThrows(RequestException.class, () -> prepare(manifest, inputs));
    assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
    return String.valueOf(e.getMessage());
  }

  private static Input row(Tensor... tensors) {
    return new Input.Row(List.of(tensors));
  }

  /** One pixel. */
  private static Input pixel(int rgb) throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, rgb);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return Input.image(png.toByteArray());
  }

  @Test
  void images_severalSamples_areOneTensorInTheirOrder() throws Exception {
    Batch batch = prepare(Manifests.images(1), pixel(0x010203), pixel(0xff8000));

    assertEquals(2, batch.samples());
    assertEquals(
        List.of(Tensor.of("image", new float[] {1, 2, 3, 255, 128, 0}, 2, 3, 1, 1)),
        batch.tensors());
  }

  @Test
  void images_oneOfSeveralBroken_isNamed() throws Exception {
    String refusal = refusal(Manifests.images(1), pixel(0), Input.image(new byte[] {1, 2}));

    assertTrue(refusal.startsWith("instances[1]: the image is neither JPEG nor PNG"), refusal);
  }

  @Test
  void images_moreThanOneBufferHolds_areRefused() throws Exception {
    Input pixel = pixel(0);
    String refusal =
        refusal(Manifests.images(16_384 / 2), Collections.nCopies(4, pixel).toArray(Input[]::new));

    assertTrue(refusal.startsWith("4 images make a tensor of 3221225472 bytes"), refusal);
  }

  @Test
  void mixOfKinds_isRefused() throws Exception {
    String refusal =
        refusal(Manifests.images(1), pixel(0), row(Tensor.of("image", new float[3], 3, 1, 1)));

    assertEquals("a request cannot mix images, texts and tensors", refusal);
  }

  @Test
  void kindThatTheModelDoesNotTake_isRefusedByItsInputs() {
    ModelManifest numbers = Manifests.echo(DataType.FP32, -1, 2);

    assertTrue(refusal(numbers, Input.text("a")).contains("does not take texts"));
    assertTrue(refusal(numbers, Input.image(new byte[1])).contains("does not take images"));
    assertTrue(refusal(numbers, Input.text("a")).contains("\"x\" FP32 [-1,2]"));
  }

  @Test
  void rows_areStacked() {
    Batch batch =
        prepare(
            Manifests.echo(DataType.FP32, -1, 2),
            row(Tensor.of("x", new float[] {1, 2}, 2)),
            row(Tensor.of("x", new float[] {3, 4}, 2)));

    assertEquals(List.of(Tensor.of("x", new float[] {1, 2, 3, 4}, 2, 2)), batch.tensors());
  }

  @Test
  void rows_ofStrings_areStacked() {
    Batch batch =
        prepare(
            Manifests.echo(DataType.BYTES, -1),
            row(Tensor.of("x", List.of("one"))),
            row(Tensor.of("x", List.of(""))));

    assertEquals(List.of(Tensor.of("x", List.of("one", ""), 2)), batch.tensors());
  }

  @Test
  void rows_severalInputs_areInTheModelsOrder() {
    ModelManifest two =
        Manifests.tensors(
            List.of(spec("a", DataType.INT64, -1), spec("b", DataType.FP32, -1, -1)),
            List.of(spec("y", DataType.FP32, -1)));
    Batch batch =
        prepare(two, row(Tensor.of("b", new float[] {1, 2}, 2), Tensor.of("a", new long[] {5})));

    assertEquals(
        List.of(Tensor.of("a", new long[] {5}, 1), Tensor.of("b", new float[] {1, 2}, 1, 2)),
        batch.tensors());
  }

  @Test
  void rows_fixedBatchDimension_isLeftToThePredictor() {
    Batch batch =
        prepare(Manifests.echo(DataType.FP32, 1, 2), row(Tensor.of("x", new float[2], 2)));

    assertEquals(Shape.of(1, 2), batch.tensors().get(0).shape());
  }

  @Test
  void rows_inputMissing_isNamedWithTheInstance() {
    String refusal =
        refusal(
            Manifests.echo(DataType.FP32, -1, 2),
            row(Tensor.of("x", new float[2], 2)),
            row(Tensor.of("z", new float[2], 2)));

    assertEquals("instances[1] lacks the input \"x\" FP32 [-1,2]", refusal);
  }

  @Test
  void rows_ofDifferentShapes_areRefused() {
    String refusal =
        refusal(
            Manifests.echo(DataType.FP32, -1, -1),
            row(Tensor.of("x", new float[2], 2)),
            row(Tensor.of("x", new float[3], 3)));

    assertTrue(refusal.startsWith("instances[1] has FP32 [3] for input \"x\""), refusal);
  }

  @Test
  void rows_ofAnotherDatatype_areRefused() {
    String refusal =
        refusal(Manifests.echo(DataType.FP32, -1, -1), row(Tensor.of("x", new long[2], 2)));

    assertTrue(refusal.contains("INT64") && refusal.contains("FP32"), refusal);
  }

  @Test
  void rows_thatDoNotFitTheModel_areRefused() {
    String refusal =
        refusal(Manifests.echo(DataType.FP32, -1, 2), row(Tensor.of("x", new float[3], 3)));

    assertEquals(
        "an instance has the shape [3] for input \"x\", which takes [-1,2] without its first dimension",
        refusal);
  }

  @Test
  void rows_ofTheHighestRank_areRefusedAndNoFault() {
    long[] ones = new long[Shape.MAX_RANK];
    java.util.Arrays.fill(ones, 1);
    String refusal =
        refusal(Manifests.echo(DataType.FP32, -1, 2), row(Tensor.of("x", new float[1], ones)));

    assertTrue(refusal.startsWith("an instance has the shape [1,1,"), refusal);
  }
}
