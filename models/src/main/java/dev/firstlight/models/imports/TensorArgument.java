package dev.firstlight.models.imports;

import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Inputs and outputs as people write them: {@code image:FP32[-1,3,224,224]}. */
public final class TensorArgument {
  // Names may have colons, as TensorFlow's input:0, so the last one counts.
  private static final Pattern FORM = Pattern.compile("(.+):([A-Za-z0-9]+)\\[([^\\]]*)\\]");

  private TensorArgument() {}

  /**
   * The tensor that a text describes.
   *
   * @throws IllegalArgumentException that says what is wrong with it and how to write one
   */
  public static TensorSpec parse(String text) {
    Matcher matcher = FORM.matcher(text.trim());
    if (!matcher.matches()) {
      throw refused(text, "must be NAME:DATATYPE[d,d,…]");
    }
    DataType datatype =
        DataType.named(matcher.group(2))
            .orElseThrow(
                () ->
                    refused(
                        text,
                        "has the datatype \""
                            + matcher.group(2)
                            + "\"; there are "
                            + String.join(
                                ", ", Arrays.stream(DataType.values()).map(Enum::name).toList())));
    try {
      String[] parts = matcher.group(3).isBlank() ? new String[0] : matcher.group(3).split(",", -1);
      long[] dimensions =
          Arrays.stream(parts).map(String::trim).mapToLong(Long::parseLong).toArray();
      return new TensorSpec(matcher.group(1), datatype, Shape.of(dimensions));
    } catch (NumberFormatException e) {
      throw refused(text, "has a dimension that is no whole number");
    }
  }

  /** The tensor as {@link #parse} reads it. */
  public static String format(TensorSpec spec) {
    return spec.name() + ":" + spec.datatype() + spec.shape();
  }

  private static IllegalArgumentException refused(String text, String why) {
    return new IllegalArgumentException(
        "\"%s\" %s; as image:FP32[-1,3,224,224], with -1 where a dimension varies and [] for a scalar"
            .formatted(text, why));
  }
}
