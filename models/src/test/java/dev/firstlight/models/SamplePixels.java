package dev.firstlight.models;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** Real images as MobileNet takes them: 3 x 224 x 224, RGB, in [−1, 1]. */
public final class SamplePixels {
  public static final int SIDE = 224;

  private SamplePixels() {}

  public static float[] of(String name) {
    try (InputStream stream = SamplePixels.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalArgumentException(name);
      }
      BufferedImage image = ImageIO.read(stream);
      float[] values = new float[3 * SIDE * SIDE];
      for (int y = 0; y < SIDE; y++) {
        for (int x = 0; x < SIDE; x++) {
          int rgb = image.getRGB(x, y);
          for (int channel = 0; channel < 3; channel++) {
            int value = rgb >> (16 - 8 * channel) & 0xFF;
            values[(channel * SIDE + y) * SIDE + x] = value / 127.5f - 1;
          }
        }
      }
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
