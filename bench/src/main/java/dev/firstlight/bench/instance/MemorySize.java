package dev.firstlight.bench.instance;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.Limits;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * The memory size of an instance, which on most platforms sets its share of CPU time too.
 *
 * @param target whose rules hold: {@code lambda}, {@code gcf}, {@code server}
 * @param megabytes of 1,048,576 bytes
 */
public record MemorySize(String target, int megabytes) {
  private static final long MEGABYTE = 1 << 20;

  /** Lambda grants one CPU for each 1,769 MB (AWS, "Configure Lambda function memory"). */
  private static final double LAMBDA_MEGABYTES_PER_CPU = 1769;

  private static final int LAMBDA_LEAST = 128;
  private static final int LAMBDA_MOST = 10_240;

  /** CPUs of Google's first generation by MB: its MHz divided by 2,400 (Google's price list). */
  private static final Map<Integer, Double> GOOGLE =
      Map.of(
          128, 200 / 2400.0,
          256, 400 / 2400.0,
          512, 800 / 2400.0,
          1024, 1400 / 2400.0,
          2048, 1.0,
          4096, 2.0,
          8192, 2.0);

  /** A JVM does not start in less. */
  private static final int SERVER_LEAST = 64;

  /**
   * Checks the size.
   *
   * @throws BenchException of kind USAGE if the target has no such size
   */
  public MemorySize {
    boolean there =
        switch (target) {
          case LambdaTarget.NAME -> megabytes >= LAMBDA_LEAST && megabytes <= LAMBDA_MOST;
          case HttpTarget.CLOUD_FUNCTIONS -> GOOGLE.containsKey(megabytes);
          default -> megabytes >= SERVER_LEAST;
        };
    if (!there) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "%s has no memory size of %d MB; there are %s"
              .formatted(target, megabytes, sizes(target)));
    }
  }

  private static String sizes(String target) {
    return switch (target) {
      case LambdaTarget.NAME -> LAMBDA_LEAST + " to " + LAMBDA_MOST;
      case HttpTarget.CLOUD_FUNCTIONS ->
          GOOGLE.keySet().stream().sorted().map(String::valueOf).collect(Collectors.joining(", "));
      default -> SERVER_LEAST + " and more";
    };
  }

  /**
   * The size for a point of a comparison: a peer's is Lambda's.
   *
   * @throws BenchException of kind USAGE if the target has no such size
   */
  public static MemorySize of(String target, int megabytes) {
    boolean ours = List.of(HttpTarget.CLOUD_FUNCTIONS, HttpTarget.SERVER).contains(target);
    return new MemorySize(ours ? target : LambdaTarget.NAME, megabytes);
  }

  /**
   * The share of CPU time that comes with it.
   *
   * @param machine CPUs of this machine, which a server has all of
   */
  public double cpus(int machine) {
    return switch (target) {
      case LambdaTarget.NAME -> megabytes / LAMBDA_MEGABYTES_PER_CPU;
      case HttpTarget.CLOUD_FUNCTIONS -> GOOGLE.getOrDefault(megabytes, 1.0);
      default -> machine;
    };
  }

  /** That size in bytes. */
  public long bytes() {
    return megabytes * MEGABYTE;
  }

  Limits limits(int machine) {
    return new Limits(cpus(machine), bytes(), OptionalLong.empty(), false);
  }
}
