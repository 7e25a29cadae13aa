package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A JPEG file that was walked through from marker to marker: whole, of a kind that can be decoded,
 * of a size that is allowed. {@code data} holds what a decoder needs and no more: application
 * segments and comments are gone (colour profiles, thumbnails, which readers stumble over when they
 * are damaged), and one Adobe segment in front says which colours the components are.
 *
 * @param width in pixels
 * @param height in pixels
 * @param colours what the components are
 * @param orientation as Exif counts
 * @param data a JPEG file from {@code start} to {@code end}
 * @param start where it begins
 * @param end where it ends
 * @see <a href="https://www.w3.org/Graphics/JPEG/itu-t81.pdf">ITU-T T.81, annex B</a>
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Jpeg(
    int width, int height, Colours colours, int orientation, byte[] data, int start, int end) {
  /** What the components of a JPEG are. */
  enum Colours {
    GREY(1, 0),
    RGB(3, 0),
    YCBCR(3, 1),
    CMYK(4, 0),
    YCCK(4, 2);

    private final int components;
    private final int adobeTransform;

    Colours(int components, int adobeTransform) {
      this.components = components;
      this.adobeTransform = adobeTransform;
    }

    int components() {
      return components;
    }
  }

  /**
   * A picture has about ten scans; a few bytes of each could keep a decoder busy with every pixel.
   */
  private static final int MAX_SCANS = 100;

  private static final int SOI = 0xd8;
  private static final int EOI = 0xd9;
  private static final int SOS = 0xda;
  private static final int APP1 = 0xe1;
  private static final int APP0 = 0xe0;
  private static final int APP14 = 0xee;
  private static final int APP15 = 0xef;
  private static final int COMMENT = 0xfe;
  private static final byte[] JFIF = "JFIF\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);

  /** SOI and an Adobe segment. */
  private static final int PREFIX = 18;

  /** Whether the bytes begin as every JPEG does. */
  static boolean matches(ByteBuffer file) {
    int at = file.position();
    return file.remaining() >= 3
        && (file.get(at) & file.get(at + 2) & 0xff) == 0xff
        && (file.get(at + 1) & 0xff) == SOI;
  }

  /** Walks through the file, from position to limit. */
  static Jpeg parse(ByteBuffer file, int maxPixels) {
    return new Walk(file, maxPixels).parse();
  }

  /** One walk. What is kept moves towards the front of the same array. */
  private static final class Walk {
    private final int maxPixels;
    private final byte[] data;
    private int at = PREFIX + 2;
    private int kept = PREFIX;
    private int frame;
    private int scans;
    private int orientation = Exif.UPRIGHT;
    private boolean jfif;
    private int adobeTransform = -1;

    Walk(ByteBuffer file, int maxPixels) {
      this.maxPixels = maxPixels;
      this.data = new byte[Math.addExact(PREFIX, file.remaining())];
      file.get(file.position(), data, PREFIX, file.remaining());
    }

    Jpeg parse() {
      int marker = nextMarker();
      while (marker != EOI) {
        segment(marker);
        marker = nextMarker();
      }
      if (frame == 0 || scans == 0) {
        throw RequestException.bad("the JPEG image ends before its pixels begin");
      }
      int width = unsignedShort(frame + 5);
      int height = unsignedShort(frame + 3);
      Colours colours = colours();
      data[kept++] = (byte) 0xff;
      data[kept++] = (byte) EOI;
      return new Jpeg(width, height, colours, orientation, data, begin(colours), kept);
    }

    /** Passes over whatever stands before the next marker, as libjpeg does. */
    private int nextMarker() {
      while (at + 1 < data.length) {
        int marker = data[at + 1] & 0xff;
        if (data[at] == (byte) 0xff && marker != 0 && marker != 0xff) {
          at += 2;
          return marker;
        }
        at++;
      }
      throw cutOff();
    }

    private void segment(int marker) {
      if (marker == 0x01 || (marker >= 0xd0 && marker <= SOI)) {
        return;
      }
      if (at + 2 > data.length) {
        throw cutOff();
      }
      int length = unsignedShort(at);
      if (length < 2) {
        throw RequestException.bad(
            "the JPEG image is damaged: segment FF%02X at byte %d has length %d"
                .formatted(marker, at - 2 - PREFIX, length));
      }
      if (length > data.length - at) {
        throw cutOff();
      }
      if ((marker >= APP0 && marker <= APP15) || marker == COMMENT) {
        note(marker, at + 2, length - 2);
      } else {
        if (isFrame(marker)) {
          frame(marker, length);
        }
        keep(at - 2, length + 2);
        if (isFrame(marker)) {
          frame = kept - length;
        }
      }
      at += length;
      if (marker == SOS) {
        scan();
      }
    }

    private void note(int marker, int from, int length) {
      if (marker == APP0 && startsWith(from, length, JFIF)) {
        jfif = true;
      } else if (marker == APP1 && startsWith(from, length, EXIF)) {
        orientation =
            Exif.orientation(ByteBuffer.wrap(data, from + EXIF.length, length - EXIF.length));
      } else if (marker == APP14 && length >= 12 && startsWith(from, length, ADOBE)) {
        adobeTransform = data[from + 11] & 0xff;
      }
    }

    private void frame(int marker, int length) {
      if (frame != 0) {
        throw RequestException.bad("the JPEG image is damaged: it has two frames");
      }
      if (marker > 0xc2) {
        throw RequestException.bad(
            "the JPEG image is of kind SOF%d (%s); baseline and progressive Huffman JPEGs are accepted"
                .formatted(
                    marker - 0xc0,
                    marker >= 0xc9 ? "arithmetic coding" : "lossless or hierarchical"));
      }
      if (length < 8) {
        throw RequestException.bad("the JPEG image is damaged: its frame header is too short");
      }
      int components = data[at + 7] & 0xff;
      if ((data[at + 2] & 0xff) != 8) {
        throw RequestException.bad(
            "the JPEG image has %d bits a sample; 8 are accepted".formatted(data[at + 2] & 0xff));
      }
      if (components != 1 && components != 3 && components != 4) {
        throw RequestException.bad(
            "the JPEG image has " + components + " colour components; 1, 3 and 4 are accepted");
      }
      if (length != 8 + 3 * components) {
        throw RequestException.bad(
            "the JPEG image is damaged: its frame header has a wrong length");
      }
      Pixels.checkSize("JPEG", unsignedShort(at + 5), unsignedShort(at + 3), maxPixels);
    }

    /** Keeps entropy-coded data up to the marker that ends it. */
    private void scan() {
      if (frame == 0) {
        throw RequestException.bad(
            "the JPEG image is damaged: pixels come before its frame header");
      }
      if (++scans > MAX_SCANS) {
        throw RequestException.bad(
            "the JPEG image has more than " + MAX_SCANS + " scans; save it anew");
      }
      int from = at;
      while (true) {
        while (at < data.length && data[at] != (byte) 0xff) {
          at++;
        }
        if (at + 1 >= data.length) {
          throw cutOff();
        }
        int marker = data[at + 1] & 0xff;
        boolean restart = marker >= 0xd0 && marker <= 0xd7;
        if (marker != 0 && marker != 0xff && !restart) {
          break;
        }
        at += marker == 0xff ? 1 : 2;
      }
      keep(from, at - from);
    }

    private void keep(int from, int length) {
      System.arraycopy(data, from, data, kept, length);
      kept += length;
    }

    /** The rules of libjpeg, on which Pillow stands too. */
    private Colours colours() {
      int components = data[frame + 7] & 0xff;
      if (components == 1) {
        return Colours.GREY;
      }
      if (components == 4) {
        return adobeTransform <= 0 ? Colours.CMYK : Colours.YCCK;
      }
      if (jfif) {
        return Colours.YCBCR;
      }
      if (adobeTransform >= 0) {
        return adobeTransform == 0 ? Colours.RGB : Colours.YCBCR;
      }
      boolean named = data[frame + 8] == 'R' && data[frame + 11] == 'G' && data[frame + 14] == 'B';
      return named ? Colours.RGB : Colours.YCBCR;
    }

    /** Writes the beginning of the file that a decoder sees, and says where it starts. */
    private int begin(Colours colours) {
      int start = colours == Colours.GREY ? PREFIX - 2 : 0;
      data[start] = (byte) 0xff;
      data[start + 1] = (byte) SOI;
      if (colours != Colours.GREY) {
        ByteBuffer.wrap(data, 2, PREFIX - 2)
            .putShort((short) (0xff00 | APP14))
            .putShort((short) 14)
            .put(ADOBE)
            .putShort((short) 100)
            .putInt(0)
            .put((byte) colours.adobeTransform);
      }
      return start;
    }

    private static boolean isFrame(int marker) {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private boolean startsWith(int from, int length, byte[] prefix) {
      return length >= prefix.length
          && ByteBuffer.wrap(data, from, prefix.length).equals(ByteBuffer.wrap(prefix));
    }

    private int unsignedShort(int index) {
      return (data[index] & 0xff) << 8 | (data[index + 1] & 0xff);
    }

    private RequestException cutOff() {
      return RequestException.bad(
          "the JPEG image is cut off after %d bytes: its end marker is missing; send the whole file"
              .formatted(data.length - PREFIX));
    }
  }
}
