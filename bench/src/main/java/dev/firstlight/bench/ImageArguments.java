package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.models.imports.ImageChoices;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes, numbers and names as people type them. */
final class ImageArguments {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

  /** Names of files that say nothing of the model in them. */
  private static final Set<String> PLAIN = Set.of("model", "saved_model", "pytorch_model");

  private ImageArguments() {}

  /** {@code 224x320}, or {@code 224} for a square. */
  static ImageChoices.Size size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw usage("--size \"" + text + "\" must be a width and a height in pixels, as 224x224");
    }
    int width = Integer.parseInt(matcher.group(1));
    return new ImageChoices.Size(
        width, matcher.group(2) == null ? width : Integer.parseInt(matcher.group(2)));
  }

  /** {@code none}, {@code 256} for the shorter side, or {@code 224x320}. */
  static ImageChoices.Resizing resizing(String text) {
    if (text.equals("none")) {
      return new ImageChoices.Resizing.None();
    }
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw usage(
          "--resize \""
              + text
              + "\" must be the shorter side in pixels, a size as 224x224, or none");
    }
    return matcher.group(2) == null
        ? new ImageChoices.Resizing.Shorter(Integer.parseInt(matcher.group(1)))
        : new ImageChoices.Resizing.Exact(size(text));
  }

  /** {@code 0.5}, or a fraction as {@code 1/255}. */
  static double number(String option, String text) {
    try {
      int slash = text.indexOf('/');
      return slash < 0
          ? Double.parseDouble(text.trim())
          : Double.parseDouble(text.substring(0, slash).trim())
              / Double.parseDouble(text.substring(slash + 1).trim());
    } catch (NumberFormatException e) {
      throw usage(option + " \"" + text + "\" must be a number or a fraction, as 1/255");
    }
  }

  /** Such numbers with commas between. */
  static List<Double> numbers(String option, @Nullable String text) {
    return text == null
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(one -> number(option, one)).toList();
  }

  /** What a file or folder calls its model, as a package may be called. */
  static String stem(Path model) {
    Path absolute = model.toAbsolutePath().normalize();
    String name = String.valueOf(absolute.getFileName()).replaceFirst("\\.[A-Za-z0-9]+$", "");
    Path parent = absolute.getParent();
    if (PLAIN.contains(name) && parent != null && parent.getFileName() != null) {
      name = parent.getFileName().toString();
    }
    String allowed = name.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return allowed.isEmpty() ? "model" : allowed;
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
