package dev.firstlight;

import dev.firstlight.config.Quantities;
import dev.firstlight.config.Settings;
import dev.firstlight.fault.RequestException;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an {@link InferenceService} is to run. Made by {@link #of} and the {@code with…} methods, or
 * read from settings.
 *
 * @param model where the model package lies: {@code file:}, {@code classpath:}, {@code http(s):} or
 *     a scheme that a store on the class path serves
 * @param store how the package's store is reached
 * @param modelDigest SHA-256 of the package's {@code model.json}, if the package is pinned
 * @param runtime the serving runtime to use; empty for the first artifact whose runtime is there
 * @param policy when the cold start runs
 * @param target what the instance runs on, for the record
 * @param cacheDirectory where native libraries and fetched files are kept
 * @param nativeDirectory where native libraries already lie, if they do
 * @param threads of one prediction; empty for what the CPU share is worth
 * @param cpus CPUs granted, where the platform grants fewer than the system shows
 * @param limits what a request may not exceed
 * @param warmup how long a cold start warms up
 * @param requestTimeout how long a request may wait before its inference begins
 */
public record ServiceConfig(
    URI model,
    StoreOptions store,
    Optional<String> modelDigest,
    Optional<String> runtime,
    Policy policy,
    String target,
    Path cacheDirectory,
    Optional<Path> nativeDirectory,
    OptionalInt threads,
    Optional<Double> cpus,
    Limits limits,
    Warmup warmup,
    Duration requestTimeout) {

  /** When the cold start runs. */
  public enum Policy {
    /** At once. */
    EAGER,
    /** With the first request. */
    LAZY
  }

  /**
   * What a request may not exceed.
   *
   * @param maxBodyBytes of its body
   * @param maxBatch samples in it
   * @param maxImagePixels of one image, before it is decoded
   */
  public record Limits(long maxBodyBytes, int maxBatch, int maxImagePixels) {
    /** 32 MiB, 128 samples, 100 megapixels. */
    public static final Limits DEFAULT = new Limits(32L << 20, 128, 100_000_000);

    public Limits {
      if (maxBodyBytes < 1 || maxBodyBytes > Integer.MAX_VALUE - 1024) {
        throw new IllegalArgumentException("a body limit of " + maxBodyBytes + " bytes");
      }
      if (maxBatch < 1 || maxImagePixels < 1) {
        throw new IllegalArgumentException(
            "limits of " + maxBatch + " samples and " + maxImagePixels + " pixels");
      }
    }

    /** The refusal of a body over the limit, in the same words on every target. */
    public RequestException tooLarge() {
      return new RequestException(
          RequestException.Kind.TOO_LARGE,
          "the body is too large: the limit is "
              + maxBodyBytes
              + " bytes; send fewer or smaller samples in a request, or raise "
              + Settings.variable("max-body"));
    }
  }

  /**
   * How long a cold start warms up: until predictions are steady, but at most so.
   *
   * @param maxRuns predictions of samples; 0 for no warm-up
   * @param maxTime spent on them
   */
  public record Warmup(int maxRuns, Duration maxTime) {
    /** 5 runs, 2 seconds. */
    public static final Warmup DEFAULT = new Warmup(5, Duration.ofSeconds(2));
  }

  /** A configuration for that package with every default. */
  public static ServiceConfig of(URI model) {
    return read(Settings.of(Map.of("model", model.toString())), "embedded");
  }

  /** A configuration for a package in a folder, with every default. */
  public static ServiceConfig of(Path model) {
    return of(model.toUri());
  }

  /**
   * Reads the keys of this record. Problems stay with the settings, which report them together with
   * those of other readers.
   */
  public static ServiceConfig read(Settings settings, String target) {
    String advice =
        "point it at a model package (firstlight models build mobilenet makes one), as a folder or"
            + " a URI";
    return new ServiceConfig(
        settings
            .read("model", "a folder or a URI", ServiceConfig::uri)
            .orElseGet(() -> uri(settings.require("model", advice, "/nowhere"))),
        StoreSettings.read(settings),
        settings.read("model-digest", "64 hexadecimal digits", ServiceConfig::digest),
        settings.find("runtime"),
        settings.choice("policy", Policy.EAGER, Policy.class),
        target,
        settings.read("cache-directory", "a folder", Path::of).orElseGet(CacheDirectory::standard),
        settings.read("native-directory", "a folder", Path::of),
        settings
            .read("threads", "a whole number from 1 to 256", ServiceConfig::threads)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty()),
        settings.decimal("cpus", 1024),
        limits(settings),
        new Warmup(
            (int) settings.number("warmup-runs", Warmup.DEFAULT.maxRuns(), 0, 1000),
            settings
                .read("warmup-time", Quantities.DURATION, Quantities::duration)
                .orElse(Warmup.DEFAULT.maxTime())),
        settings
            .read("request-timeout", Quantities.DURATION, Quantities::duration)
            .orElse(Duration.ofSeconds(60)));
  }

  public ServiceConfig withPolicy(Policy other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        other,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withStore(StoreOptions other) {
    return new ServiceConfig(
        model,
        other,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withRuntime(String other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        Optional.of(other),
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withCacheDirectory(Path other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        other,
        nativeDirectory,
        threads,
        cpus,
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withThreads(int other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        OptionalInt.of(other),
        cpus,
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withCpus(double other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        Optional.of(other),
        limits,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withLimits(Limits other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        other,
        warmup,
        requestTimeout);
  }

  public ServiceConfig withWarmup(Warmup other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        limits,
        other,
        requestTimeout);
  }

  public ServiceConfig withRequestTimeout(Duration other) {
    return new ServiceConfig(
        model,
        store,
        modelDigest,
        runtime,
        policy,
        target,
        cacheDirectory,
        nativeDirectory,
        threads,
        cpus,
        limits,
        warmup,
        other);
  }

  private static Limits limits(Settings settings) {
    return new Limits(
        settings
            .read(
                "max-body",
                Quantities.BYTES + ", below 2GB",
                text -> new Limits(Quantities.bytes(text), 1, 1).maxBodyBytes())
            .orElse(Limits.DEFAULT.maxBodyBytes()),
        (int) settings.number("max-batch", Limits.DEFAULT.maxBatch(), 1, 65_536),
        (int)
            settings.number(
                "max-image-pixels", Limits.DEFAULT.maxImagePixels(), 1, Integer.MAX_VALUE));
  }

  /** A folder or a URI; what has no scheme is a folder. */
  static URI uri(String text) {
    String trimmed = text.trim();
    return trimmed.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
        ? URI.create(trimmed)
        : Path.of(trimmed).toUri();
  }

  private static String digest(String text) {
    if (!text.trim().matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(text);
    }
    return text.trim().toLowerCase(java.util.Locale.ROOT);
  }

  private static int threads(String text) {
    int threads = Integer.parseInt(text.trim());
    if (threads < 1 || threads > 256) {
      throw new IllegalArgumentException(text);
    }
    return threads;
  }
}
