package dev.firstlight.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Collections;
import java.util.Optional;
import javax.imageio.ImageIO;

/** Images from the test resources, and what is common to the tests of this package. */
final class ImageFixtures {
  static final int MAX_PIXELS = 1 << 20;

  private ImageFixtures() {}

  static byte[] bytes(String name) throws IOException {
    try (InputStream in = ImageFixtures.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no test resource " + name);
      }
      return in.readAllBytes();
    }
  }

  /** Red, green, blue of each pixel, row by row; read by the JDK, which this package does not. */
  static int[] expected(String name) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(name)));
    int[] rgb = new int[image.getWidth() * image.getHeight() * 3];
    for (int i = 0; i < rgb.length / 3; i++) {
      int x = i % image.getWidth();
      int y = i / image.getWidth();
      // The JDK's grey is linear light, and getRGB would convert it.
      boolean grey = image.getType() == BufferedImage.TYPE_BYTE_GRAY;
      for (int band = 0; band < 3; band++) {
        rgb[i * 3 + band] =
            grey
                ? image.getRaster().getSample(x, y, 0)
                : image.getRGB(x, y) >> (16 - 8 * band) & 0xff;
      }
    }
    return rgb;
  }

  /** Leaves levels as they are, so that the tensor shows the pixels. */
  static ImagePreprocessing levels(
      Optional<Resize> resize, int width, int height, Layout layout, Channels channels) {
    return new ImagePreprocessing(
        Optional.empty(),
        resize,
        width,
        height,
        layout,
        channels,
        1,
        Collections.nCopies(channels.count(), 0.0),
        Collections.nCopies(channels.count(), 1.0));
  }

  static float[] tensor(ImageTensors tensors, byte[] encoded) {
    ByteBuffer destination =
        ByteBuffer.allocate(tensors.sampleBytes()).order(ByteOrder.LITTLE_ENDIAN);
    tensors.decode(ByteBuffer.wrap(encoded), destination);
    float[] values = new float[tensors.sampleBytes() / Float.BYTES];
    destination.flip().asFloatBuffer().get(values);
    return values;
  }

  /** Compares levels, with a bound on each difference and on their mean. */
  static void assertLevels(int[] expected, float[] actual, int most, double mostMean) {
    assertEquals(expected.length, actual.length, "number of samples");
    long sum = 0;
    int worst = 0;
    for (int i = 0; i < expected.length; i++) {
      int difference = Math.abs(expected[i] - Math.round(actual[i]));
      sum += difference;
      if (difference > Math.abs(expected[worst] - Math.round(actual[worst]))) {
        worst = i;
      }
    }
    double mean = (double) sum / expected.length;
    int difference = Math.abs(expected[worst] - Math.round(actual[worst]));
    assertTrue(
        difference <= most && mean <= mostMean,
        "sample %d is %s instead of %d; differences are %.3f in the mean"
            .formatted(worst, actual[worst], expected[worst], mean));
  }
}
