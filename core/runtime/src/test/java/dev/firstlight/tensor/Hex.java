package dev.firstlight.tensor;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Bytes as tests write them. */
public final class Hex {
  private Hex() {}

  public static ByteBuffer buffer(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }

  public static String of(ByteBuffer bytes) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.duplicate().get(copy);
    return HexFormat.of().formatHex(copy);
  }
}
