package dev.firstlight.image;

import static dev.firstlight.image.ImageFixtures.MAX_PIXELS;
import static dev.firstlight.image.ImageFixtures.assertLevels;
import static dev.firstlight.image.ImageFixtures.bytes;
import static dev.firstlight.image.ImageFixtures.expected;
import static dev.firstlight.image.ImageFixtures.levels;
import static dev.firstlight.image.ImageFixtures.tensor;

import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with what Pillow made of the same files. PNG must be equal. For JPEG a difference of 3
 * levels, 0.5 in the mean, is allowed, since builds of libjpeg differ in their inverse transform
 * and JDKs bring different ones.
 */
class ImageTensorsGoldenTest {
  private static final int JPEG_MOST = 3;
  private static final double JPEG_MEAN = 0.5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "grey1",
        "grey2",
        "grey4",
        "grey8",
        "grey16",
        "rgb8",
        "rgb16",
        "palette1",
        "palette2",
        "palette4",
        "palette8",
        "greyalpha8",
        "greyalpha16",
        "rgba8",
        "rgba16"
      })
  void decode_pngOfEachColourType_isEqualToPillow(String name) throws IOException {
    assertDecodes(name + ".png", name + ".png", 0, 0);
    assertDecodes(name + "-interlaced.png", name + ".png", 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rgb8-transparent.png", "tiny-interlaced.png"})
  void decode_rarePng_isEqualToPillow(String name) throws IOException {
    assertDecodes(name, name, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void decode_orientation_isTurnedAsPillowDoes(int orientation) throws IOException {
    String png = "orientation" + orientation + ".png";
    String jpeg = "orientation" + orientation + ".jpg";
    assertDecodes(png, png, 0, 0);
    assertDecodes(jpeg, jpeg, JPEG_MOST, JPEG_MEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline",
        "baseline444",
        "progressive",
        "restarts",
        "grey",
        "rgb",
        "cmyk",
        "ycck",
        "trailing",
        "broken-profile"
      })
  void decode_jpegOfEachKind_isCloseToPillow(String name) throws IOException {
    assertDecodes(name + ".jpg", name + ".jpg", JPEG_MOST, JPEG_MEAN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chelsea.shorter256.128x160.bilinear",
        "chelsea.shorter299.33x33.nearest",
        "chelsea.shorter500.64x48.bicubic",
        "chelsea.shorter501.65x48.bilinear",
        "coffee.exact31x97.31x97.bicubic",
        "coffee.exact600x50.60x50.bilinear",
        "coffee.none.64x64.nearest",
        "coffee.shorter112.96x96.bicubic",
        "coffee.shorter112.96x96.bilinear",
        "coffee.shorter112.96x96.bilinear.grey",
        "coffee.shorter112.96x96.nearest",
        "coffee.shorter40.75x51.bilinear"
      })
  void decode_resizedPng_isEqualToPillow(String name) throws IOException {
    assertResizes(name, ".png", 0, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rocket.shorter256.224x224.bilinear", "rocket.shorter112.96x96.bicubic"})
  void decode_resizedJpeg_isCloseToPillow(String name) throws IOException {
    assertResizes(name, ".jpg", JPEG_MOST, JPEG_MEAN);
  }

  private static void assertDecodes(String name, String golden, int most, double mean)
      throws IOException {
    String expected = "decoded/" + golden + ".expected.png";
    BufferedImage size = ImageIO.read(new ByteArrayInputStream(bytes(expected)));
    ImagePreprocessing whole =
        levels(Optional.empty(), size.getWidth(), size.getHeight(), Layout.NHWC, Channels.RGB);
    float[] actual = tensor(new ImageTensors(whole, MAX_PIXELS), bytes("decoded/" + name));
    assertLevels(expected(expected), actual, most, mean);
  }

  /** The name says what was done: source, resize, crop, interpolation, grey or not. */
  private static void assertResizes(String name, String suffix, int most, double mean)
      throws IOException {
    String[] parts = name.split("\\.", -1);
    Interpolation interpolation = Interpolation.valueOf(parts[3].toUpperCase(Locale.ROOT));
    int[] crop = pair(parts[2]);
    boolean grey = parts.length > 4;
    Optional<Resize> resize = Optional.empty();
    if (parts[1].startsWith("shorter")) {
      resize =
          Optional.of(new Resize.Shorter(Integer.parseInt(parts[1].substring(7)), interpolation));
    } else if (parts[1].startsWith("exact")) {
      int[] size = pair(parts[1].substring(5));
      resize = Optional.of(new Resize.Exact(size[0], size[1], interpolation));
    }
    ImagePreprocessing preprocessing =
        levels(resize, crop[0], crop[1], Layout.NHWC, grey ? Channels.GREY : Channels.RGB);
    float[] actual =
        tensor(new ImageTensors(preprocessing, MAX_PIXELS), bytes("samples/" + parts[0] + suffix));
    int[] expected = expected("resized/" + name + ".png");
    if (grey) {
      int[] first = new int[expected.length / 3];
      for (int i = 0; i < first.length; i++) {
        first[i] = expected[i * 3];
      }
      expected = first;
    }
    assertLevels(expected, actual, most, mean);
  }

  private static int[] pair(String text) {
    String[] parts = text.split("x", -1);
    return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
  }
}
