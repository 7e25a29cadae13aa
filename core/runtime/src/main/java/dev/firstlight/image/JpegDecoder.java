package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import org.jspecify.annotations.Nullable;

/**
 * Decodes JPEGs with the JDK's reader, which is libjpeg. It is asked for the raw components, and
 * the colours are converted here with libjpeg's own arithmetic: for an RGB image the reader takes
 * five times as long (2 against 10 ms for 640 by 427 pixels, warm) and loads Java2D's colour
 * management, and four components it does not convert at all.
 *
 * <p>The reader is picked from the registry by the module that it belongs to, since other libraries
 * put theirs before it. The first look-up costs a fresh JVM 45 ms or more, of a first image's 60,
 * hence {@link #prepare}.
 *
 * <p>Safe for use by several threads.
 */
final class JpegDecoder {
  private @Nullable ImageReaderSpi found;

  /** Loads classes and native libraries, which the first image would else wait for. */
  void prepare() {
    try {
      reader().createReaderInstance().dispose();
    } catch (IOException | LinkageError | ServiceConfigurationError e) {
      throw unusable(e);
    }
  }

  /** The pixels, turned upright. */
  Pixels decode(ByteBuffer file, PixelBudget.Part budget) {
    budget.checkFile(file.remaining());
    Jpeg jpeg = Jpeg.parse(file, budget.maxPixels());
    budget.take(jpeg.width() * jpeg.height(), file.remaining());
    // No name for the components, which would keep them beside what is made of them.
    return convert(jpeg, components(jpeg)).upright(jpeg.orientation());
  }

  private byte[] components(Jpeg jpeg) {
    List<String> warnings = new ArrayList<>();
    try {
      ImageReader reader = reader().createReaderInstance();
      try (ArrayImageInputStream in =
          new ArrayImageInputStream(jpeg.data(), jpeg.start(), jpeg.end())) {
        reader.setInput(in, true, true);
        reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
        Raster raster = reader.readRaster(0, null);
        warnings.stream().filter(JpegDecoder::isDamage).findFirst().ifPresent(JpegDecoder::refuse);
        byte[] samples = ((DataBufferByte) raster.getDataBuffer()).getData();
        int bands = jpeg.colours().components();
        if (samples.length != jpeg.width() * jpeg.height() * bands) {
          throw refusal(
              "it decodes to %d by %d pixels of %d components"
                  .formatted(raster.getWidth(), raster.getHeight(), raster.getNumBands()),
              null);
        }
        return samples;
      } finally {
        reader.dispose();
      }
    } catch (RequestException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw refusal(String.valueOf(e.getMessage()), e);
    } catch (LinkageError | ServiceConfigurationError e) {
      throw unusable(e);
    }
  }

  private static RequestException unusable(Throwable e) {
    return new RequestException(
        RequestException.Kind.INTERNAL,
        "JPEG images cannot be decoded: the JVM's module java.desktop does not work ("
            + e.getMessage()
            + "); run on a JRE that has all its libraries",
        e);
  }

  /**
   * Whether what libjpeg passed over cost pixels; it goes on with grey where data is missing. Stray
   * bytes between segments, which some cameras write, cost none.
   */
  private static boolean isDamage(String warning) {
    return warning.startsWith("Premature end")
        || warning.startsWith("Truncated")
        || (warning.startsWith("Corrupt JPEG data") && !warning.contains("extraneous"));
  }

  private static void refuse(String warning) {
    throw refusal(warning, null);
  }

  private static RequestException refusal(String why, @Nullable Exception cause) {
    return new RequestException(
        RequestException.Kind.BAD_REQUEST,
        "the JPEG image is damaged: " + why.strip() + "; save it anew",
        cause);
  }

  private synchronized ImageReaderSpi reader() {
    if (found == null) {
      Iterator<ImageReaderSpi> readers =
          IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
      while (found == null && readers.hasNext()) {
        ImageReaderSpi reader = readers.next();
        if (reader.getClass().getModule() == ImageReader.class.getModule()
            && Arrays.asList(reader.getFormatNames()).contains("jpeg")) {
          found = reader;
        }
      }
    }
    if (found == null) {
      throw new RequestException(
          RequestException.Kind.INTERNAL,
          "JPEG images cannot be decoded: the JDK's reader was taken out of the ImageIO registry");
    }
    return found;
  }

  private static Pixels convert(Jpeg jpeg, byte[] samples) {
    switch (jpeg.colours()) {
      case YCBCR -> YcbcrToRgb.convert(samples, 3);
      case YCCK -> {
        // The first three are the complements of C, M and Y.
        YcbcrToRgb.convert(samples, 4);
        samples = fromInk(samples, 0xff);
      }
      case CMYK -> samples = fromInk(samples, 0);
      case GREY, RGB -> {}
    }
    return new Pixels(
        jpeg.width(), jpeg.height(), jpeg.colours() == Jpeg.Colours.GREY ? 1 : 3, samples);
  }

  /**
   * Ink to light. Files hold inks inverted, 255 for none, as Adobe began and all others followed;
   * the product is rounded as Pillow does.
   *
   * @param complement 0xff where cyan, magenta and yellow are complemented once more
   */
  private static byte[] fromInk(byte[] inks, int complement) {
    byte[] rgb = new byte[inks.length / 4 * 3];
    for (int from = 0, to = 0; from < inks.length; from += 4) {
      int light = inks[from + 3] & 0xff;
      for (int band = 0; band < 3; band++) {
        int ink = 255 - ((inks[from + band] & 0xff) ^ complement);
        int product = ink * light + 128;
        rgb[to++] = (byte) Math.max(0, light - ((product + (product >> 8)) >> 8));
      }
    }
    return rgb;
  }
}
