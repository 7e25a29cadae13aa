package dev.firstlight.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one thing in Exif data that a model needs: how the camera was held.
 *
 * @see <a href="https://www.cipa.jp/std/documents/download_e.html?DC-008-Translation-2023-E">Exif
 *     3.0, 4.6.5</a>
 */
final class Exif {
  /** The orientation of an image whose first row is its top and first column its left. */
  static final int UPRIGHT = 1;

  private static final int ORIENTATION = 0x0112;
  private static final int ENTRY_BYTES = 12;
  private static final int SHORT = 3;
  private static final int LONG = 4;

  private Exif() {}

  /**
   * The orientation, 1 to 8; upright where the data do not say or make no sense, since a damaged
   * note is no reason to refuse a picture.
   *
   * @param tiff the data, from the byte order mark
   */
  static int orientation(ByteBuffer tiff) {
    ByteBuffer data = tiff.slice();
    if (data.remaining() < 8) {
      return UPRIGHT;
    }
    int mark = data.getShort(0);
    if (mark == 0x4949) {
      data.order(ByteOrder.LITTLE_ENDIAN);
    } else if (mark != 0x4d4d) {
      return UPRIGHT;
    }
    long directory = data.getInt(4) & 0xffff_ffffL;
    if (data.getShort(2) != 42 || directory + 2 > data.limit()) {
      return UPRIGHT;
    }
    int entries = data.getShort((int) directory) & 0xffff;
    long at = directory + 2;
    for (int i = 0; i < entries && at + ENTRY_BYTES <= data.limit(); i++, at += ENTRY_BYTES) {
      int entry = (int) at;
      if ((data.getShort(entry) & 0xffff) == ORIENTATION) {
        int type = data.getShort(entry + 2);
        int value =
            type == SHORT ? data.getShort(entry + 8) : type == LONG ? data.getInt(entry + 8) : 0;
        return value >= 1 && value <= 8 ? value : UPRIGHT;
      }
    }
    return UPRIGHT;
  }
}
