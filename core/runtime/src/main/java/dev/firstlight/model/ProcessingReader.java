package dev.firstlight.model;

import static dev.firstlight.model.ManifestReader.checked;
import static dev.firstlight.model.ManifestReader.choice;

import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import dev.firstlight.model.ImagePreprocessing.Resize;
import java.util.List;

/** Reads the parts of {@code model.json} that say what happens before and after the model. */
final class ProcessingReader {
  private static final int MAX_TOP_K = 1 << 20;

  private ProcessingReader() {}

  static Preprocessing preprocessing(JsonNode node) {
    return switch (only(node, "image", "text")) {
      case "image" -> new Preprocessing.Image(image(node.get("image")));
      default -> new Preprocessing.Text(text(node.get("text")));
    };
  }

  static Postprocessing postprocessing(JsonNode node) {
    return switch (only(node, "classification", "embedding")) {
      case "classification" -> classification(node.get("classification"));
      default -> embedding(node.get("embedding"));
    };
  }

  /** The one of two members that is there. */
  private static String only(JsonNode node, String one, String other) {
    node.allowOnly(one, other);
    if (node.find(one).isPresent() == node.find(other).isPresent()) {
      throw new JsonException(
          node.path(), "must have either " + one + " or " + other + "; leave it out for neither");
    }
    return node.find(one).isPresent() ? one : other;
  }

  private static ImagePreprocessing image(JsonNode node) {
    node.allowOnly("input", "resize", "crop", "layout", "channels", "scale", "mean", "std");
    JsonNode crop = node.get("crop").allowOnly("width", "height");
    return checked(
        node,
        () ->
            new ImagePreprocessing(
                node.find("input").map(JsonNode::asString),
                node.find("resize").map(ProcessingReader::resize),
                pixels(crop.get("width")),
                pixels(crop.get("height")),
                choice(node.get("layout"), ImagePreprocessing.Layout.values()),
                choice(node.get("channels"), ImagePreprocessing.Channels.values()),
                node.get("scale").asDouble(),
                numbers(node.get("mean")),
                numbers(node.get("std"))));
  }

  private static Resize resize(JsonNode node) {
    node.allowOnly("shorter", "width", "height", "interpolation");
    var interpolation =
        choice(node.get("interpolation"), ImagePreprocessing.Interpolation.values());
    if (node.find("shorter").isPresent()) {
      node.allowOnly("shorter", "interpolation");
      return new Resize.Shorter(pixels(node.get("shorter")), interpolation);
    }
    if (node.find("width").isEmpty() && node.find("height").isEmpty()) {
      throw new JsonException(node.path(), "must have either shorter, or width and height");
    }
    return new Resize.Exact(pixels(node.get("width")), pixels(node.get("height")), interpolation);
  }

  private static int pixels(JsonNode node) {
    return node.asInt(1, ImagePreprocessing.MAX_SIDE);
  }

  private static List<Double> numbers(JsonNode node) {
    return node.elements().stream().map(JsonNode::asDouble).toList();
  }

  private static TextPreprocessing text(JsonNode node) {
    node.allowOnly("tokenizer", "maximumLength", "truncate", "padToMaximum", "inputs");
    JsonNode inputs = node.get("inputs").allowOnly("ids", "mask", "types");
    return checked(
        node,
        () ->
            new TextPreprocessing(
                node.get("tokenizer").asString(),
                node.get("maximumLength").asInt(1, 1 << 20),
                node.get("truncate").asBoolean(),
                node.find("padToMaximum").map(JsonNode::asBoolean).orElse(false),
                inputs.get("ids").asString(),
                inputs.find("mask").map(JsonNode::asString),
                inputs.find("types").map(JsonNode::asString)));
  }

  private static Postprocessing classification(JsonNode node) {
    node.allowOnly("output", "labels", "topK", "softmax");
    return checked(
        node,
        () ->
            new Postprocessing.Classification(
                node.find("output").map(JsonNode::asString),
                node.find("labels").map(JsonNode::asString),
                node.get("topK").asInt(1, MAX_TOP_K),
                node.get("softmax").asBoolean()));
  }

  private static Postprocessing embedding(JsonNode node) {
    node.allowOnly("output", "pooling", "normalize");
    return new Postprocessing.Embedding(
        node.find("output").map(JsonNode::asString),
        choice(node.get("pooling"), Postprocessing.Pooling.values()),
        node.get("normalize").asBoolean());
  }
}
