package dev.firstlight.bench.workload.pool;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;

/**
 * Crops of images, at least half their width and height, every other one mirrored: in turn of each
 * image, in the format that it has. For one thread.
 */
public final class ImageVariants implements InputSource {
  private final List<Encoded> images;
  private final SplittableRandom random;
  private int turn;

  /**
   * Of those images.
   *
   * @throws IllegalArgumentException if one is no JPEG or PNG, naming it
   */
  public ImageVariants(List<Encoded> images, long seed) {
    this.images = List.copyOf(images);
    this.random = new SplittableRandom(seed);
    images.forEach(ImageVariants::decode);
  }

  @Override
  public Input next() {
    Encoded chosen = images.get(turn++ % images.size());
    BufferedImage image = decode(chosen);
    int width = between(Math.max(1, image.getWidth() / 2), image.getWidth());
    int height = between(Math.max(1, image.getHeight() / 2), image.getHeight());
    int left = between(0, image.getWidth() - width);
    int top = between(0, image.getHeight() - height);
    boolean mirrored = random.nextLong() < 0;
    BufferedImage cut = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = cut.createGraphics();
    graphics.drawImage(
        image,
        mirrored ? width : 0,
        0,
        mirrored ? 0 : width,
        height,
        left,
        top,
        left + width,
        top + height,
        null);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(cut, chosen.isPng() ? "png" : "jpg", out)) {
        throw new IllegalStateException("this JDK cannot write the format of " + chosen.name());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory throws none
    }
    return new Input(
        chosen.isPng() ? ".png" : ".jpg",
        chosen.isPng() ? "image/png" : "image/jpeg",
        "/predict",
        out.toByteArray());
  }

  private int between(int least, int most) {
    return least + (int) ((random.nextLong() >>> 11) * 0x1p-53 * (most - least + 1));
  }

  /** Decoded anew each time, as a folder may hold more photographs than memory holds pixels. */
  private static BufferedImage decode(Encoded encoded) {
    BufferedImage image;
    try {
      image = ImageIO.read(new ByteArrayInputStream(encoded.bytes()));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "image \"%s\" cannot be read: %s".formatted(encoded.name(), e.getMessage()), e);
    }
    if (image == null) {
      throw new IllegalArgumentException(
          "image \"%s\" cannot be read; JPEG and PNG are allowed".formatted(encoded.name()));
    }
    return image;
  }

  /**
   * An image as its file has it.
   *
   * @param name for messages
   * @param bytes of the file; not to be changed
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Encoded(String name, byte[] bytes) {
    /** By its first byte. */
    boolean isPng() {
      return bytes.length > 0 && (bytes[0] & 0xff) == 0x89;
    }
  }
}
