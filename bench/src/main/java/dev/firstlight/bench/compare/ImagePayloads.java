package dev.firstlight.bench.compare;

import dev.firstlight.conformance.Call;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Photographs, and crops of them as a camera phone would send them: JPEG, at least half the width
 * and height. The crops are made here so that warm requests are not always the same few images.
 */
final class ImagePayloads {
  private static final List<String> PHOTOGRAPHS =
      List.of("rocket.jpg", "chelsea.png", "coffee.png");
  private static final int CROPS = 3;

  private ImagePayloads() {}

  static List<Payload> make(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Payload> payloads = new ArrayList<>();
    for (String name : PHOTOGRAPHS) {
      String type = name.endsWith(".png") ? "image/png" : "image/jpeg";
      payloads.add(new Payload(name, Call.post("/predict", type, bytes(name))));
    }
    for (String name : PHOTOGRAPHS) {
      for (int i = 1; i <= CROPS; i++) {
        payloads.add(
            new Payload(
                name.replaceAll("\\..*", "") + "-crop-" + i + ".jpg",
                Call.post("/predict", "image/jpeg", crop(bytes(name), random))));
      }
    }
    return payloads;
  }

  /** A photograph in just the size that images are scaled to, without loss. */
  static Payload check(ImagePreprocessing wanted) {
    int width = wanted.cropWidth();
    int height = wanted.cropHeight();
    if (wanted.resize().orElse(null) instanceof Resize.Exact exact) {
      width = exact.width();
      height = exact.height();
    } else if (wanted.resize().orElse(null) instanceof Resize.Shorter shorter) {
      width = shorter.pixels();
      height = shorter.pixels();
    }
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes(PHOTOGRAPHS.get(0))));
      BufferedImage fitted = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      fitted.getGraphics().drawImage(image, 0, 0, width, height, null);
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      if (!ImageIO.write(fitted, "png", png)) {
        throw new IllegalStateException("this JDK cannot write PNG");
      }
      return new Payload("check.png", Call.post("/predict", "image/png", png.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the image is ours
    }
  }

  private static byte[] bytes(String name) {
    return Payloads.resource("samples/" + name);
  }

  private static byte[] crop(byte[] encoded, SplittableRandom random) {
    try {
      BufferedImage image = ImageIO.read(new ByteArrayInputStream(encoded));
      int width = random.nextInt(image.getWidth() / 2, image.getWidth() + 1);
      int height = random.nextInt(image.getHeight() / 2, image.getHeight() + 1);
      int left = random.nextInt(image.getWidth() - width + 1);
      int top = random.nextInt(image.getHeight() - height + 1);
      BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      cut.getGraphics().drawImage(image, -left, -top, null);
      ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
      if (!ImageIO.write(cut, "jpg", jpeg)) {
        throw new IllegalStateException("this JDK cannot write JPEG");
      }
      return jpeg.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the images are ours
    }
  }
}
