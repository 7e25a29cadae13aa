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
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

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

  @Property
  void of_anySize_keepsTheCropInsideTheImage(
      @ForAll @IntRange(min = 1, max = 65_535) int width,
      @ForAll @IntRange(min = 1, max = 65_535) int height,
      @ForAll @IntRange(min = 1, max = 300) int pixels,
      @ForAll @IntRange(min = 1, max = 300) int side) {
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

  private static ImagePreprocessing crop(int shorter, int side) {
    return levels(
        Optional.of(new Resize.Shorter(shorter, Interpolation.BILINEAR)),
        side,
        side,
        Layout.NCHW,
        Channels.RGB);
  }
}
