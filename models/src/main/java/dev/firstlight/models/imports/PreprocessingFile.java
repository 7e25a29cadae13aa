package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.Preprocessing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Preprocessing that somebody has as a JSON file: what {@code model.json} says under {@code
 * preprocessing}, a whole {@code model.json}, or the {@code preprocessor_config.json} that Hugging
 * Face puts beside image models.
 */
public final class PreprocessingFile {
  private static final long LARGEST = 4 << 20;
  private static final double ONE_BYTE = 1 / 255.0;

  private PreprocessingFile() {}

  /**
   * Reads it.
   *
   * @throws StartException of kind CONFIGURATION that names the place in the file
   */
  public static Preprocessing read(Path file) {
    try {
      if (Files.size(file) > LARGEST) {
        throw new JsonException("", "has more than " + LARGEST + " bytes");
      }
      JsonNode root = JsonNode.read(Files.readAllBytes(file));
      if (root.find("image_mean").isPresent() || root.find("do_resize").isPresent()) {
        return new Preprocessing.Image(huggingFace(root));
      }
      return ManifestReader.preprocessing(root.find("preprocessing").orElse(root));
    } catch (JsonException | IllegalArgumentException e) {
      throw Findings.refused("preprocessing \"" + file + "\": " + e.getMessage());
    } catch (IOException e) {
      throw Findings.refused("preprocessing \"" + file + "\" cannot be read: " + e);
    }
  }

  private static ImagePreprocessing huggingFace(JsonNode root) {
    boolean crops = flag(root, "do_center_crop", root.find("crop_size").isPresent());
    boolean resizes = flag(root, "do_resize", root.find("size").isPresent());
    Optional<Resize> resize =
        resizes ? Optional.of(resize(root.get("size"), interpolation(root))) : Optional.empty();
    ImageChoices.Size size = crops ? size(root.get("crop_size")) : resized(resize, root);
    boolean rescales = flag(root, "do_rescale", true);
    boolean normalizes = flag(root, "do_normalize", root.find("image_mean").isPresent());
    return new ImagePreprocessing(
        Optional.empty(),
        resize,
        size.width(),
        size.height(),
        ImagePreprocessing.Layout.NCHW,
        ImagePreprocessing.Channels.RGB,
        rescales ? root.find("rescale_factor").map(JsonNode::asDouble).orElse(ONE_BYTE) : 1,
        normalizes ? numbers(root.get("image_mean")) : List.of(0.0, 0.0, 0.0),
        normalizes ? numbers(root.get("image_std")) : List.of(1.0, 1.0, 1.0));
  }

  private static ImageChoices.Size resized(Optional<Resize> resize, JsonNode root) {
    if (resize.isPresent() && resize.get() instanceof Resize.Exact exact) {
      return new ImageChoices.Size(exact.width(), exact.height());
    }
    throw new JsonException(
        root.path(),
        "has neither a crop_size nor a size of width and height, so images would vary");
  }

  private static Resize resize(JsonNode size, Interpolation interpolation) {
    if (!size.isObject()) {
      return new Resize.Shorter(pixels(size), interpolation);
    }
    return size.find("shortest_edge").isPresent()
        ? new Resize.Shorter(pixels(size.get("shortest_edge")), interpolation)
        : new Resize.Exact(pixels(size.get("width")), pixels(size.get("height")), interpolation);
  }

  private static ImageChoices.Size size(JsonNode node) {
    return node.isObject()
        ? new ImageChoices.Size(pixels(node.get("width")), pixels(node.get("height")))
        : new ImageChoices.Size(pixels(node), pixels(node));
  }

  /** Pillow's numbers. */
  private static Interpolation interpolation(JsonNode root) {
    long resample = root.find("resample").map(JsonNode::asLong).orElse(2L);
    if (resample == 0) {
      return Interpolation.NEAREST;
    }
    if (resample == 2) {
      return Interpolation.BILINEAR;
    }
    if (resample == 3) {
      return Interpolation.BICUBIC;
    }
    throw new JsonException(
        "resample", "is " + resample + "; 0 (nearest), 2 (bilinear) and 3 (bicubic) are known");
  }

  private static boolean flag(JsonNode root, String key, boolean standard) {
    return root.find(key).map(JsonNode::asBoolean).orElse(standard);
  }

  private static int pixels(JsonNode node) {
    return node.asInt(1, ImagePreprocessing.MAX_SIDE);
  }

  private static List<Double> numbers(JsonNode node) {
    return node.elements().stream().map(JsonNode::asDouble).toList();
  }
}
