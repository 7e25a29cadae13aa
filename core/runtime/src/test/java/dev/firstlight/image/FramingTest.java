package dev.firstlight.image;

import static dev.firstlight.image.ImageFixtures.levels;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramingTest {
  @Test
  void of_shorterSide_truncatesTheLonger() {
    Framing framing = Framing.of(451, 300, crop(256, 224));

    assertEquals(384, framing.width()); // 256 * 451 / 300 = 384.85
    assertEquals(256, framing.height());
    assertEquals(80, framing.left());
    assertEquals(16, framing.top());
  }

  @Test
  void of_halfPixel_isRoundedToEven() {
    assertEquals(0, Framing.of(11, 11, crop(11, 10)).left()); // 0.5
    assertEquals(2, Framing.of(13, 13, crop(13, 10)).left()); // 1.5
    assertEquals(2, Framing.of(15, 15, crop(15, 10)).left()); // 2.5
  }

  @Test
  void of_lineThatWouldBecomeEndless_isRefused() {
    RequestException refusal =
        assertThrows(RequestException.class, () -> Framing.of(65_535, 1, crop(512, 224)));

    assertTrue(String.valueOf(refusal.getMessage()).contains("65535 by 1"), refusal.getMessage());
  }

  @ParameterizedTest
  @MethodSource("anySizes")
  void of_anySize_keepsTheCropInsideTheImage(int width, int height, int pixels, int side) {
    Framing framing;
    try {
      framing = Framing.of(width, height, crop(pixels, side));
    } catch (RequestException e) {
      return;
    }

    assertEquals(pixels, Math.min(framing.width(), framing.height()));
    assertTrue(framing.left() >= 0 && framing.left() + framing.columns() <= framing.width());
    assertTrue(framing.top() >= 0 && framing.top() + framing.rows() <= framing.height());
    assertTrue(framing.padLeft() + framing.columns() <= side);
    assertTrue(framing.padTop() + framing.rows() <= side);
  }

  /** The corners of what is allowed, and what lies between by a fixed seed. */
  private static Stream<Arguments> anySizes() {
    RandomGenerator random = new SplittableRandom(20_240_601);
    int[] ends = {1, 2, 300, 65_535};
    return Stream.concat(
        IntStream.range(0, 256)
            .mapToObj(
                i ->
                    Arguments.of(
                        ends[i & 3],
                        ends[i >> 2 & 3],
                        Math.min(300, ends[i >> 4 & 3]),
                        Math.min(300, ends[i >> 6]))),
        Stream.generate(
                () ->
                    Arguments.of(
                        random.nextInt(1, 65_536),
                        random.nextInt(1, 65_536),
                        random.nextInt(1, 301),
                        random.nextInt(1, 301)))
            .limit(1000));
  }

  private static ImagePreprocessing crop(int shorter, int side) {
    return levels(
        Optional.of(new Resize.Shorter(shorter, Interpolation.BILINEAR)),
        side,
        side,
        Layout.NCHW,
        Channels.RGB);
  }
}
