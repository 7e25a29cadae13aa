package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A PNG file whose chunks were checked: whole, in order, with right checksums. Ancillary chunks are
 * passed over unread, so that a compressed text or colour profile cannot swell in memory; only eXIf
 * is looked at.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bitDepth bits of one sample
 * @param colourType 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
 * @param interlaced whether pixels come in the seven passes of Adam7
 * @param palette three bytes for each colour; null unless there is one
 * @param orientation as Exif counts
 * @param firstData where the first IDAT chunk begins
 * @param file the whole file
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and read-only after the check
record Png(
    int width,
    int height,
    int bitDepth,
    int colourType,
    boolean interlaced,
    byte @Nullable [] palette,
    int orientation,
    int firstData,
    ByteBuffer file) {
  static final int IDAT = 0x49444154;
  static final int IEND = 0x49454e44;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int EXIF = 0x65584966;
  private static final long SIGNATURE = 0x8950_4e47_0d0a_1a0aL;

  /** Length, type and checksum. */
  static final int CHUNK_OVERHEAD = 12;

  private static final int ANCILLARY = 0x2000_0000;

  /** Whether the bytes begin as every PNG does. */
  static boolean matches(ByteBuffer file) {
    return file.remaining() >= Long.BYTES && file.getLong(file.position()) == SIGNATURE;
  }

  /**
   * Checks the file.
   *
   * @param file big-endian, from position 0
   */
  static Png parse(ByteBuffer file, int maxPixels) {
    int at = Long.BYTES;
    int length = chunk(file, at, IHDR);
    if (length != 13) {
      throw RequestException.bad("the PNG image's header has " + length + " bytes instead of 13");
    }
    ByteBuffer ihdr = file.slice(at + 8, length);
    long width = ihdr.getInt(0) & 0xffff_ffffL;
    long height = ihdr.getInt(4) & 0xffff_ffffL;
    Pixels.checkSize("PNG", width, height, maxPixels);
    int bitDepth = ihdr.get(8);
    int colourType = ihdr.get(9);
    checkColours(bitDepth, colourType, ihdr);
    byte @Nullable [] palette = null;
    int orientation = Exif.UPRIGHT;
    int firstData = 0;
    int type = IHDR;
    while (type != IEND) {
      at += CHUNK_OVERHEAD + length;
      length = chunk(file, at, 0);
      type = file.getInt(at + 4);
      if (type == PLTE) {
        palette = palette(file, at + 8, length);
      } else if (type == IDAT && firstData == 0) {
        firstData = at;
      } else if (type == EXIF) {
        orientation = Exif.orientation(file.slice(at + 8, length));
      } else if ((type & ANCILLARY) == 0 && type != IDAT && type != IEND) {
        throw RequestException.bad(
            "the PNG image has a chunk \"" + name(type) + "\" that must be understood but is not");
      }
    }
    if (firstData == 0) {
      throw RequestException.bad("the PNG image has no pixels: there is no IDAT chunk");
    }
    if (colourType == 3 && palette == null) {
      throw RequestException.bad("the PNG image lacks the palette that its colours refer to");
    }
    return new Png(
        (int) width,
        (int) height,
        bitDepth,
        colourType,
        ihdr.get(12) == 1,
        palette,
        orientation,
        firstData,
        file);
  }

  /** Samples of one pixel in the file. */
  int channels() {
    return switch (colourType) {
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> 1;
    };
  }

  /** The bytes of a chunk's data, once the chunk is known to be whole and, if critical, intact. */
  private static int chunk(ByteBuffer file, int at, int wanted) {
    long rest = (long) file.limit() - at - CHUNK_OVERHEAD;
    if (rest < 0) {
      throw RequestException.bad(
          "the PNG image is cut off after " + file.limit() + " bytes; send the whole file");
    }
    int length = file.getInt(at);
    int type = file.getInt(at + 4);
    if (wanted != 0 && type != wanted) {
      throw RequestException.bad(
          "the PNG image begins with a chunk \"" + name(type) + "\" instead of IHDR");
    }
    if (length < 0) {
      throw RequestException.bad(
          "the PNG image's chunk \"%s\" at byte %d claims a length over 2^31"
              .formatted(name(type), at));
    }
    if (length > rest) {
      throw RequestException.bad(
          "the PNG image is cut off: its chunk \"%s\" at byte %d needs %d bytes but %d are left; send the whole file"
              .formatted(name(type), at, length, rest));
    }
    if ((type & ANCILLARY) == 0) {
      CRC32 crc = new CRC32();
      crc.update(file.slice(at + 4, length + 4));
      if ((int) crc.getValue() != file.getInt(at + 8 + length)) {
        throw RequestException.bad(
            "the PNG image is damaged: its chunk \"%s\" at byte %d does not match its checksum"
                .formatted(name(type), at));
      }
    }
    return length;
  }

  private static void checkColours(int bitDepth, int colourType, ByteBuffer ihdr) {
    boolean known =
        switch (colourType) {
          case 0 ->
              bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8 || bitDepth == 16;
          case 3 -> bitDepth == 1 || bitDepth == 2 || bitDepth == 4 || bitDepth == 8;
          case 2, 4, 6 -> bitDepth == 8 || bitDepth == 16;
          default -> false;
        };
    if (!known) {
      throw RequestException.bad(
          "the PNG image has colour type %d with %d bits, which PNG does not define"
              .formatted(colourType, bitDepth));
    }
    if (ihdr.get(10) != 0 || ihdr.get(11) != 0 || ihdr.get(12) < 0 || ihdr.get(12) > 1) {
      throw RequestException.bad(
          "the PNG image has compression %d, filter %d, interlace %d, which PNG does not define"
              .formatted(ihdr.get(10), ihdr.get(11), ihdr.get(12)));
    }
  }

  private static byte[] palette(ByteBuffer file, int at, int length) {
    if (length == 0 || length % 3 != 0 || length > 768) {
      throw RequestException.bad(
          "the PNG image's palette has " + length + " bytes; three for each of up to 256 colours");
    }
    byte[] palette = new byte[length];
    file.get(at, palette);
    return palette;
  }

  private static String name(int type) {
    byte[] letters = ByteBuffer.allocate(4).putInt(type).array();
    for (byte letter : letters) {
      if (letter < ' ' || letter > '~') {
        return "0x" + Integer.toHexString(type);
      }
    }
    return new String(letters, StandardCharsets.US_ASCII);
  }
}
