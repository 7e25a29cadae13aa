package peer;

import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.translate.TranslatorContext;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Set;

/**
 * Images, decoded, scaled and cropped by DJL, and normalised here, as its ONNX Runtime engine has no
 * tensor arithmetic.
 */
final class Images implements SampleTranslator.Inputs {
  private final JsonObject resize;
  private final int width;
  private final int height;
  private final boolean channelsLast;
  private final boolean isBgr;
  private final double scale;
  private final JsonArray mean;
  private final JsonArray std;

  Images(JsonObject wanted, JsonObject artifact) {
    this.resize = wanted.getAsJsonObject("resize");
    this.width = wanted.getAsJsonObject("crop").get("width").getAsInt();
    this.height = wanted.getAsJsonObject("crop").get("height").getAsInt();
    this.channelsLast =
        (artifact.has("layout") ? artifact : wanted).get("layout").getAsString().equals("NHWC");
    this.isBgr = wanted.get("channels").getAsString().equals("BGR");
    this.scale = wanted.get("scale").getAsDouble();
    this.mean = wanted.getAsJsonArray("mean");
    this.std = wanted.getAsJsonArray("std");
    if (mean.size() != 3) {
      throw new IllegalStateException("this function takes images in colour only");
    }
  }

  @Override
  public Set<String> mediaTypes() {
    return Set.of("image/jpeg", "image/png");
  }

  @Override
  public NDList tensors(byte[] body, TranslatorContext context) {
    float[] values = normalised(framed(decoded(body)));
    Shape shape =
        channelsLast ? new Shape(1, height, width, 3) : new Shape(1, 3, height, width);
    return new NDList(context.getNDManager().create(values, shape));
  }

  private static Image decoded(byte[] body) {
    try {
      return ImageFactory.getInstance().fromInputStream(new ByteArrayInputStream(body));
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("the image cannot be decoded: " + e.getMessage(), e);
    }
  }

  /** Scaled, and of that the middle. */
  private BufferedImage framed(Image image) {
    Image scaled = image;
    if (resize != null && resize.has("shorter")) {
      int shorter = resize.get("shorter").getAsInt();
      boolean isTall = image.getWidth() <= image.getHeight();
      scaled =
          image.resize(
              isTall ? shorter : shorter * image.getWidth() / image.getHeight(),
              isTall ? shorter * image.getHeight() / image.getWidth() : shorter,
              false);
    } else if (resize != null) {
      scaled = image.resize(resize.get("width").getAsInt(), resize.get("height").getAsInt(), false);
    }
    int left = (int) Math.rint((scaled.getWidth() - width) / 2.0);
    int top = (int) Math.rint((scaled.getHeight() - height) / 2.0);
    if (left < 0 || top < 0) {
      throw new IllegalArgumentException("the image is smaller than " + width + " by " + height);
    }
    return (BufferedImage) scaled.getSubImage(left, top, width, height).getWrappedImage();
  }

  /** (level × scale − mean) ÷ std, in the order that the model wants. */
  private float[] normalised(BufferedImage image) {
    int[] pixels = image.getRGB(0, 0, width, height, null, 0, width);
    float[] values = new float[3 * pixels.length];
    for (int channel = 0; channel < 3; channel++) {
      float factor = (float) (scale / std.get(channel).getAsDouble());
      float offset = (float) (mean.get(channel).getAsDouble() / std.get(channel).getAsDouble());
      int shift = 8 * (isBgr ? channel : 2 - channel);
      int step = channelsLast ? 3 : 1;
      int to = channelsLast ? channel : channel * pixels.length;
      for (int pixel : pixels) {
        values[to] = (pixel >> shift & 0xff) * factor - offset;
        to += step;
      }
    }
    return values;
  }
}
