package dev.firstlight.image;

import static dev.firstlight.image.ImageFixtures.bytes;
import static dev.firstlight.image.ImageFixtures.levels;
import static dev.firstlight.image.ImageFixtures.tensor;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedImageTest {
  private static final int MAX_PIXELS = 1_000_000;
  private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final ImageTensors tensors =
      new ImageTensors(
          levels(
              Optional.of(new Resize.Exact(8, 8, Interpolation.BILINEAR)),
              8,
              8,
              Layout.NCHW,
              Channels.RGB),
          MAX_PIXELS);

  @Test
  void decode_noBytes_isRefused() {
    assertRefused(new byte[0], "no bytes");
  }

  @ParameterizedTest
  @CsvSource({
    "GIF89a....., GIF",
    "RIFF....WEBP, WebP",
    "BM...., BMP",
    "/9j/4AAQSkZJRg, base64",
    "iVBORw0KGgo, base64",
    "data:image/png;base64, data: URL",
    "....ftypheic, HEIC",
    "<html>, 3c 68 74 6d 6c 3e"
  })
  void decode_otherFormat_isRefusedByName(String start, String name) {
    assertRefused(start.getBytes(StandardCharsets.US_ASCII), "neither JPEG nor PNG", name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "cmyk.jpg",
        "grey.jpg",
        "orientation6.jpg",
        "rgb8.png",
        "palette4-interlaced.png",
        "orientation6.png"
      })
  void decode_cutOffAnywhere_isRefused(String name) throws IOException {
    byte[] whole = bytes("decoded/" + name);
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThrows(RequestException.class, () -> tensor(tensors, cut), name + " cut to " + length);
    }
  }

  @Test
  void decode_jpegCutOffAndEndedByHand_isRefused() throws IOException {
    byte[] whole = bytes("samples/rocket.jpg");
    byte[] cut = Arrays.copyOf(whole, whole.length / 2);
    cut[cut.length - 2] = (byte) 0xff;
    cut[cut.length - 1] = (byte) 0xd9;

    assertRefused(cut, "damaged", "remature end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "baseline.jpg",
        "progressive.jpg",
        "restarts.jpg",
        "ycck.jpg",
        "orientation8.jpg",
        "rgb8.png",
        "palette4-interlaced.png",
        "greyalpha16.png",
        "orientation6.png"
      })
  void decode_anyDamage_isDecodedOrRefused(String name) throws IOException {
    byte[] whole = bytes("decoded/" + name);
    Random random = new Random(name.hashCode());
    for (int i = 0; i < 1_500; i++) {
      byte[] damaged = whole.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      if (name.endsWith(".png")) {
        repairChecksums(damaged);
      }
      assertOnlyRefusals(damaged, name + ", round " + i);
    }
  }

  @Test
  void decode_noiseAfterTheSignature_isRefused() {
    Random random = new Random(3);
    for (int i = 0; i < 2_000; i++) {
      byte[] noise = new byte[random.nextInt(300)];
      random.nextBytes(noise);
      byte[] signature =
          i % 2 == 0 ? PNG_SIGNATURE : new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
      System.arraycopy(signature, 0, noise, 0, Math.min(noise.length, signature.length));
      assertThrows(RequestException.class, () -> tensor(tensors, noise));
    }
  }

  @ParameterizedTest
  @CsvSource({"1001,1000", "65535,65535", "65536,1", "-1,-1", "0,5", "2147483647,2147483647"})
  void decode_pngOfTooManyPixels_isRefusedByItsHeader(int width, int height) throws IOException {
    byte[] png = bytes("decoded/rgb8.png");
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    repairChecksums(png);

    assertRefused(png, Long.toString(width & 0xffff_ffffL), "PNG");
  }

  @ParameterizedTest
  @CsvSource({"1001,1000", "65535,65535", "0,5", "5,0"})
  void decode_jpegOfTooManyPixels_isRefusedByItsHeader(int width, int height) throws IOException {
    byte[] jpeg = bytes("decoded/baseline.jpg");
    int frame = frame(jpeg);
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);

    assertRefused(jpeg, Integer.toString(width), "JPEG");
  }

  @Test
  void decode_jpegOfArithmeticCoding_isRefusedByKind() throws IOException {
    byte[] jpeg = bytes("decoded/baseline.jpg");
    jpeg[frame(jpeg) + 1] = (byte) 0xc9;

    assertRefused(jpeg, "SOF9", "arithmetic");
  }

  @Test
  void decode_jpegOfTooManyScans_isRefused() throws IOException {
    byte[] jpeg = bytes("decoded/progressive.jpg");
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    many.write(jpeg, 0, jpeg.length - 2);
    for (int i = 0; i < 200; i++) {
      many.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 0, 0});
    }
    many.writeBytes(new byte[] {(byte) 0xff, (byte) 0xd9});

    assertRefused(many.toByteArray(), "scans");
  }

  @ParameterizedTest
  @ValueSource(strings = {"zTXt", "iCCP", "iTXt"})
  void decode_compressedBombBesideThePixels_isPassedOver(String type) throws IOException {
    byte[] png = bytes("decoded/rgb8.png");
    ByteArrayOutputStream deflated = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(deflated)) {
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    byte[] keyword = "bomb\0\0".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer chunk = ByteBuffer.allocate(12 + keyword.length + deflated.size());
    chunk.putInt(keyword.length + deflated.size()).put(type.getBytes(StandardCharsets.US_ASCII));
    chunk.put(keyword).put(deflated.toByteArray());
    ByteBuffer bomb = ByteBuffer.allocate(png.length + chunk.capacity());
    bomb.put(png, 0, 33).put(chunk.array()).put(png, 33, png.length - 33);

    assertArrayEquals(tensor(tensors, png), tensor(tensors, bomb.array()));
  }

  @Test
  void decode_pngWithWrongChecksum_isRefused() throws IOException {
    byte[] png = bytes("decoded/rgb8.png");
    png[60] ^= 1;

    assertRefused(png, "IDAT", "checksum");
  }

  @Test
  void decode_failure_leavesTheDestinationWhereItWas() {
    ByteBuffer destination = ByteBuffer.allocate(tensors.sampleBytes() + 4).position(4);

    assertThrows(
        RequestException.class,
        () -> tensors.decode(ByteBuffer.wrap(new byte[] {1, 2, 3}), destination));

    assertEquals(4, destination.position());
  }

  private void assertOnlyRefusals(byte[] image, String what) {
    try {
      tensor(tensors, image);
    } catch (RequestException e) {
      assertEquals(RequestException.Kind.BAD_REQUEST, e.kind(), what);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(what + " escaped as " + e, e);
    }
  }

  private void assertRefused(byte[] image, String... parts) {
    RequestException refusal = assertThrows(RequestException.class, () -> tensor(tensors, image));
    assertEquals(RequestException.Kind.BAD_REQUEST, refusal.kind());
    for (String part : parts) {
      assertTrue(
          String.valueOf(refusal.getMessage()).contains(part),
          "\"" + part + "\" is not in: " + refusal.getMessage());
    }
  }

  /** Where the frame header's marker is. */
  private static int frame(byte[] jpeg) {
    for (int i = 0; i < jpeg.length; i++) {
      if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
        return i;
      }
    }
    throw new AssertionError("not a baseline JPEG");
  }

  /** So that what is damaged gets past the checksums. */
  private static void repairChecksums(byte[] png) {
    ByteBuffer file = ByteBuffer.wrap(png);
    int at = 8;
    while (at + 12 <= png.length) {
      int length = file.getInt(at);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      file.putInt(at + 8 + length, (int) crc.getValue());
      at += 12 + length;
    }
  }
}
