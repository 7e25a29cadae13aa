package dev.firstlight.image;

import dev.firstlight.fault.RequestException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Layout;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HexFormat;

/**
 * Makes tensors of JPEG and PNG images, as {@link ImagePreprocessing} says and as Pillow and
 * torchvision would: orientation of Exif applied, transparency dropped (the colours below it show,
 * as with {@code convert("RGB")}), CMYK without a colour profile, of 16 bits the upper 8. PNG
 * pixels and all arithmetic after decoding are equal to those of Pillow 12 (save grey of 16 bits,
 * which it clips); JPEG pixels may differ by a few levels from one build of libjpeg to another.
 *
 * <p>What an image claims to be is not believed: its first bytes decide. Sizes are checked before
 * any memory is spent on pixels; 3 to 7 bytes a pixel are in use while one is decoded, and about 6
 * more of native memory for a progressive JPEG. Threads whose images together would take more than
 * a third of the heap wait for one another.
 *
 * <p>Safe for use by several threads.
 */
public final class ImageTensors {
  /** What {@code maxPixels} may not exceed, so that an image fits one array. */
  public static final int MOST_PIXELS = 1 << 28;

  private static final int LEVELS = 256;

  private final ImagePreprocessing preprocessing;
  private final Layout layout;
  private final PixelBudget budget;
  private final JpegDecoder jpegs = new JpegDecoder();
  private final float[][] values;

  /**
   * Makes tensors in the layout of the preprocessing.
   *
   * @param maxPixels the most pixels that an image may have before it is scaled, 1 to {@link
   *     #MOST_PIXELS}
   */
  public ImageTensors(ImagePreprocessing preprocessing, int maxPixels) {
    this(preprocessing, preprocessing.layout(), maxPixels);
  }

  /** Makes tensors in another layout, for an artifact that has its own. */
  public ImageTensors(ImagePreprocessing preprocessing, Layout layout, int maxPixels) {
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "the most pixels of an image must be 1 to " + MOST_PIXELS + ", not " + maxPixels);
    }
    this.preprocessing = preprocessing;
    this.layout = layout;
    this.budget = new PixelBudget(maxPixels, Runtime.getRuntime().maxMemory());
    this.values = values(preprocessing);
    long bytes = (long) preprocessing.cropWidth() * preprocessing.cropHeight() * values.length * 4;
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a crop of %d by %d pixels makes a tensor of %d bytes; at most %d fit one buffer"
              .formatted(
                  preprocessing.cropWidth(), preprocessing.cropHeight(), bytes, Integer.MAX_VALUE));
    }
  }

  /**
   * The most pixels of an image that can be decoded in a heap which may grow to that many bytes: a
   * third of it, at 7 bytes a pixel; at most 100 million.
   */
  public static int affordablePixels(long heapBytes) {
    return PixelBudget.affordable(heapBytes);
  }

  /**
   * Loads what the first image would else wait for; most of it is the JDK's registry of image
   * formats. Worth calling beside the download of a model; not needed otherwise.
   *
   * @throws RequestException of kind INTERNAL if this JVM cannot decode JPEGs at all
   */
  public void prepare() {
    jpegs.prepare();
  }

  /** The bytes of one sample's tensor: channels × height × width floats. */
  public int sampleBytes() {
    return preprocessing.channels().count()
        * preprocessing.cropHeight()
        * preprocessing.cropWidth()
        * Float.BYTES;
  }

  /**
   * Decodes one image and writes its tensor.
   *
   * @param encoded a JPEG or PNG file, from position to limit, neither of which is moved
   * @param destination takes {@link #sampleBytes} from its position on, which moves past them; they
   *     are little-endian floats whatever the buffer's own order
   * @throws RequestException of kind BAD_REQUEST if the bytes are no image, or one that is damaged,
   *     incomplete, too large or of a rare kind; the destination's position has not moved then
   * @throws BufferOverflowException if the destination has too little room
   */
  public void decode(ByteBuffer encoded, ByteBuffer destination) {
    if (destination.remaining() < sampleBytes()) {
      throw new BufferOverflowException();
    }
    try (PixelBudget.Part part = budget.part()) {
      write(pixels(encoded.slice(), part), destination);
    }
  }

  private void write(Pixels decoded, ByteBuffer destination) {
    Pixels image = preprocessing.channels() == Channels.GREY ? decoded.grey() : decoded;
    Framing framing = Framing.of(image.width(), image.height(), preprocessing);
    FloatBuffer tensor =
        destination
            .slice(destination.position(), sampleBytes())
            .order(ByteOrder.LITTLE_ENDIAN)
            .asFloatBuffer();
    new TensorWriter(preprocessing, layout, values, TensorWriter.BETWEEN_PASSES)
        .write(image, framing, tensor);
    destination.position(destination.position() + sampleBytes());
  }

  private Pixels pixels(ByteBuffer file, PixelBudget.Part part) {
    if (Jpeg.matches(file)) {
      return jpegs.decode(file, part);
    }
    if (Png.matches(file)) {
      return PngDecoder.decode(file, part);
    }
    if (!file.hasRemaining()) {
      throw RequestException.bad("the image has no bytes; send a JPEG or PNG file");
    }
    byte[] first = new byte[Math.min(8, file.remaining())];
    file.get(0, first);
    throw RequestException.bad(
        "the image is neither JPEG nor PNG: it begins with the bytes %s%s; send a JPEG or PNG file"
            .formatted(HexFormat.ofDelimiter(" ").formatHex(first), Signatures.guess(file)));
  }

  /** For each channel of the tensor, what each of the 256 levels becomes. */
  private static float[][] values(ImagePreprocessing preprocessing) {
    float[][] values = new float[preprocessing.channels().count()][LEVELS];
    for (int channel = 0; channel < values.length; channel++) {
      double mean = preprocessing.mean().get(channel);
      double std = preprocessing.std().get(channel);
      for (int level = 0; level < LEVELS; level++) {
        values[channel][level] = (float) ((level * preprocessing.scale() - mean) / std);
      }
    }
    return values;
  }
}
