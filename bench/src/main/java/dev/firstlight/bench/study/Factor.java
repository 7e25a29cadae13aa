package dev.firstlight.bench.study;

import dev.firstlight.bench.fault.BenchException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a study varies while everything else is held. */
public enum Factor {
  /** Megabytes of a file in the image, which no instance reads. */
  CONTAINER_SIZE("MB in the image", "100 MB", 100, 0, 4096),
  /** Megabytes of a file beside the model, which a cold start fetches and does not use. */
  DOWNLOAD_SIZE("MB beside the model", "100 MB", 100, 0, 4096),
  /** Kilobytes in a request that are carried and parsed, and not predicted. */
  INPUT_SIZE("kB in the request", "100 kB", 100, 0, 4000),
  /** Samples of a request, all of which are predicted. */
  INFERENCES("inferences a request", "inference", 1, 1, 128),
  /** Memory size of an instance, and the share of CPU time that comes with it. */
  MEMORY("MB of memory", "100 MB", 100, 64, 32_768),
  /** Instances that are started before anybody calls; the calls then come all at once. */
  PROVISIONED("provisioned instances", "instance", 1, 0, 100);

  private final String unit;
  private final String step;
  private final int stepValue;
  private final long least;
  private final long most;

  Factor(String unit, String step, int stepValue, long least, long most) {
    this.unit = unit;
    this.step = step;
    this.stepValue = stepValue;
    this.least = least;
    this.most = most;
  }

  /**
   * The factor that somebody typed.
   *
   * @throws BenchException of kind USAGE if there is none of that name
   */
  public static Factor named(String name) {
    return Arrays.stream(values())
        .filter(factor -> factor.label().equals(name.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "factor \"%s\" is not known; there are %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(Factor::label)
                                .collect(Collectors.joining(", ")))));
  }

  /**
   * Values that somebody typed, or the factor's own where there are none.
   *
   * @throws BenchException of kind USAGE for fewer than two, one that comes twice or is out of
   *     range
   */
  public List<Long> check(List<Long> values) {
    if (values.isEmpty()) {
      return defaults();
    }
    for (long value : values) {
      if (value < least || value > most) {
        throw usage(
            "--values %d of %s is out of range; %d to %d is allowed"
                .formatted(value, label(), least, most));
      }
    }
    if (values.size() < 2 || new HashSet<>(values).size() < values.size()) {
      throw usage(
          "--values needs two or more values, each once, not "
              + values.stream().map(String::valueOf).collect(Collectors.joining(",")));
    }
    return List.copyOf(values);
  }

  private List<Long> defaults() {
    return switch (this) {
      case CONTAINER_SIZE -> List.of(0L, 100L, 200L, 400L);
      case DOWNLOAD_SIZE -> List.of(0L, 50L, 100L);
      case INPUT_SIZE -> List.of(0L, 500L, 1000L, 2000L);
      case INFERENCES -> List.of(1L, 2L, 4L, 8L);
      case MEMORY -> List.of(1024L, 2048L, 4096L);
      case PROVISIONED -> List.of(0L, 1L, 2L, 4L);
    };
  }

  /** As the command line names it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What its values count. */
  public String unit() {
    return unit;
  }

  /** What a slope is told by, as {@code 100 MB}. */
  public String step() {
    return step;
  }

  /** The same as a number of the values' unit. */
  public int stepValue() {
    return stepValue;
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
