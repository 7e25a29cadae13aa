package dev.firstlight;

import dev.firstlight.config.Quantities;
import dev.firstlight.config.Settings;
import dev.firstlight.fault.RequestException;
import dev.firstlight.image.ImageTensors;
import dev.firstlight.runtime.Device;
import dev.firstlight.runtime.SecondTier;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How an {@link InferenceService} is to run. Made by {@link #of} or a {@link #builder}, or read
 * from settings.
 *
 * @param model where the model package lies: {@code file:}, {@code classpath:}, {@code http(s):} or
 *     a scheme that a store on the class path serves
 * @param store how the package's store is reached
 * @param modelDigest SHA-256 of the package's {@code model.json}, if the package is pinned
 * @param runtime the serving runtime to use; empty for the first artifact whose runtime is there
 * @param device what the model is to run on
 * @param policy when the cold start runs
 * @param target what the instance runs on, for the record
 * @param cacheDirectory where native libraries and fetched files are kept
 * @param nativeDirectory where native libraries already lie, if they do
 * @param threads of one prediction; empty for what the CPU share is worth
 * @param cpus CPUs granted, where the platform grants fewer than the system shows
 * @param limits what a request may not exceed
 * @param warmup how long a cold start warms up
 * @param requestTimeout how long a request may wait before its inference begins
 * @param secondTier whether a model that predicts slower is replaced in the background
 */
public record ServiceConfig(
    URI model,
    StoreOptions store,
    Optional<String> modelDigest,
    Optional<String> runtime,
    Device device,
    Policy policy,
    String target,
    Path cacheDirectory,
    Optional<Path> nativeDirectory,
    OptionalInt threads,
    Optional<Double> cpus,
    Limits limits,
    Warmup warmup,
    Duration requestTimeout,
    SecondTier secondTier) {

  /** When the cold start runs. */
  public enum Policy {
    /** At once. */
    EAGER,
    /** With the first request. */
    LAZY,
    /** At once, and a snapshot of the process is made of the instance that is ready. */
    BEFORE_SNAPSHOT;

    /** Its name in settings, records and logs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * What a request may not exceed.
   *
   * @param maxBodyBytes of its body
   * @param maxBatch samples in it
   * @param maxImagePixels of one image, before it is decoded
   * @param maxTextBytes of a text in UTF-8 that must be tokenized whole; a longer one passes where
   *     only its first tokens are kept and can be told from its beginning
   */
  public record Limits(long maxBodyBytes, int maxBatch, int maxImagePixels, int maxTextBytes) {
    public Limits {
      if (maxBodyBytes < 1 || maxBodyBytes > Integer.MAX_VALUE - 1024) {
        throw new IllegalArgumentException("a body limit of " + maxBodyBytes + " bytes");
      }
      if (maxBatch < 1 || maxTextBytes < 1) {
        throw new IllegalArgumentException(
            "limits of " + maxBatch + " samples and " + maxTextBytes + " bytes of text");
      }
      if (maxImagePixels < 1 || maxImagePixels > ImageTensors.MOST_PIXELS) {
        throw new IllegalArgumentException("a limit of " + maxImagePixels + " pixels");
      }
    }

    /**
     * 32 MiB, 128 samples, as many pixels as can be decoded in this JVM's heap (at most 100
     * million), 1 MiB of text.
     */
    public static Limits standard() {
      return new Limits(
          32L << 20, 128, ImageTensors.affordablePixels(Runtime.getRuntime().maxMemory()), 1 << 20);
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
   * How a cold start warms up: first the way of a request up to the model, beside the download,
   * then by predictions until these are steady, but at most so long.
   *
   * @param rehearsal whether the package's first sample is decoded and made an input meanwhile
   * @param maxRuns predictions of samples; 0 for none
   * @param maxTime spent on them
   */
  public record Warmup(boolean rehearsal, int maxRuns, Duration maxTime) {
    /** With rehearsal; 5 runs, 2 seconds. */
    public static final Warmup DEFAULT = new Warmup(true, 5, Duration.ofSeconds(2));
  }

  /** A configuration for that package with every default. */
  public static ServiceConfig of(URI model) {
    return builder(model).build();
  }

  /** A configuration for a package in a folder, with every default. */
  public static ServiceConfig of(Path model) {
    return of(model.toUri());
  }

  /** Begins a configuration for that package; what is not set keeps its default. */
  public static Builder builder(URI model) {
    return new Builder(model);
  }

  /** Begins a configuration for a package in a folder; what is not set keeps its default. */
  public static Builder builder(Path model) {
    return new Builder(model.toUri());
  }

  /**
   * Reads the keys of this record. Problems stay with the settings, which report them together with
   * those of other readers.
   */
  public static ServiceConfig read(Settings settings, String target) {
    String advice =
        "point it at a model package (firstlight models build mobilenet makes one), as a folder or"
            + " a URI";
    Builder builder =
        new Builder(
            settings
                .read("model", "a folder or a URI", ServiceConfig::uri)
                .orElseGet(() -> uri(settings.require("model", advice, "/nowhere"))));
    builder.target = target;
    builder.store = StoreSettings.read(settings);
    builder.modelDigest =
        settings.read("model-digest", "64 hexadecimal digits", ServiceConfig::digest);
    builder.runtime = settings.find("runtime");
    builder.device = settings.read("device", Device.ALLOWED, Device::parse).orElse(builder.device);
    builder.policy = settings.choice("policy", builder.policy, Policy.class);
    builder.cacheDirectory = settings.read("cache-directory", "a folder", Path::of);
    builder.nativeDirectory = settings.read("native-directory", "a folder", Path::of);
    builder.threads =
        settings
            .read("threads", "a whole number from 1 to 256", ServiceConfig::threads)
            .map(OptionalInt::of)
            .orElse(OptionalInt.empty());
    builder.cpus = settings.decimal("cpus", 1024);
    builder.limits = limits(settings);
    builder.warmup =
        new Warmup(
            settings.flag("warmup-rehearsal", Warmup.DEFAULT.rehearsal()),
            (int) settings.number("warmup-runs", Warmup.DEFAULT.maxRuns(), 0, 1000),
            settings
                .read("warmup-time", Quantities.DURATION, Quantities::duration)
                .orElse(Warmup.DEFAULT.maxTime()));
    builder.requestTimeout =
        settings
            .read("request-timeout", Quantities.DURATION, Quantities::duration)
            .orElse(builder.requestTimeout);
    builder.secondTier = settings.choice("second-tier", builder.secondTier, SecondTier.class);
    return builder.build();
  }

  private static Limits limits(Settings settings) {
    Limits standard = Limits.standard();
    return new Limits(
        bytes(settings, "max-body", standard.maxBodyBytes()),
        (int) settings.number("max-batch", standard.maxBatch(), 1, Integer.MAX_VALUE),
        (int)
            settings.number(
                "max-image-pixels", standard.maxImagePixels(), 1, ImageTensors.MOST_PIXELS),
        (int) bytes(settings, "max-text", standard.maxTextBytes()));
  }

  private static long bytes(Settings settings, String key, long standard) {
    return settings
        .read(
            key,
            Quantities.BYTES + ", below 2GB",
            text -> new Limits(Quantities.bytes(text), 1, 1, 1).maxBodyBytes())
        .orElse(standard);
  }

  /** A folder or a URI; what has no scheme is a folder. */
  static URI uri(String text) {
    String trimmed = text.trim();
    return trimmed.matches("[A-Za-z][A-Za-z0-9+.-]+:.*")
        ? URI.create(trimmed)
        : Path.of(trimmed).toUri();
  }

  /** A SHA-256 as somebody wrote it. */
  static String digest(String text) {
    if (!text.trim().matches("[0-9a-fA-F]{64}")) {
      throw new IllegalArgumentException(
          "a SHA-256 has 64 hexadecimal digits, unlike \"" + text + "\"");
    }
    return text.trim().toLowerCase(java.util.Locale.ROOT);
  }

  private static int threads(String text) {
    return checkThreads(Integer.parseInt(text.trim()));
  }

  private static int checkThreads(int threads) {
    if (threads < 1 || threads > 256) {
      throw new IllegalArgumentException(threads + " threads; 1 to 256 are allowed");
    }
    return threads;
  }

  /** Puts a configuration together, part by part. For one thread. */
  public static final class Builder {
    private final URI model;
    private StoreOptions store = StoreOptions.DEFAULT;
    private Optional<String> modelDigest = Optional.empty();
    private Optional<String> runtime = Optional.empty();
    private Device device = Device.CPU;
    private Policy policy = Policy.EAGER;
    private String target = "embedded";
    private Optional<Path> cacheDirectory = Optional.empty();
    private Optional<Path> nativeDirectory = Optional.empty();
    private OptionalInt threads = OptionalInt.empty();
    private Optional<Double> cpus = Optional.empty();
    private @Nullable Limits limits;
    private Warmup warmup = Warmup.DEFAULT;
    private Duration requestTimeout = Duration.ofSeconds(60);
    private SecondTier secondTier = SecondTier.AUTO;

    private Builder(URI model) {
      this.model = model;
    }

    /** How the package's store is reached. */
    public Builder store(StoreOptions options) {
      store = options;
      return this;
    }

    /** The SHA-256 that the package's {@code model.json} must have, in hexadecimal digits. */
    public Builder modelDigest(String sha256) {
      modelDigest = Optional.of(digest(sha256));
      return this;
    }

    /** The serving runtime to use; without it, the first artifact's that is there. */
    public Builder runtime(String name) {
      runtime = Optional.of(name);
      return this;
    }

    /** What the model is to run on; the CPU without it. */
    public Builder device(Device where) {
      device = where;
      return this;
    }

    /** When the cold start runs; at once without it. */
    public Builder policy(Policy when) {
      policy = when;
      return this;
    }

    /** Where native libraries and fetched files are kept. */
    public Builder cacheDirectory(Path folder) {
      cacheDirectory = Optional.of(folder);
      return this;
    }

    /** Where native libraries already lie; without it they are unpacked once. */
    public Builder nativeDirectory(Path folder) {
      nativeDirectory = Optional.of(folder);
      return this;
    }

    /** Threads of one prediction, 1 to 256; without it what the CPU share is worth. */
    public Builder threads(int count) {
      threads = OptionalInt.of(checkThreads(count));
      return this;
    }

    /** CPUs granted; without it what the system shows. */
    public Builder cpus(double count) {
      if (!(count > 0 && count <= 1024)) {
        throw new IllegalArgumentException(count + " CPUs; more than 0 and up to 1024 are allowed");
      }
      cpus = Optional.of(count);
      return this;
    }

    /** What a request may not exceed. */
    public Builder limits(Limits most) {
      limits = most;
      return this;
    }

    /** How long a cold start warms up. */
    public Builder warmup(Warmup bounds) {
      warmup = bounds;
      return this;
    }

    /** How long a request may wait before its inference begins; 60 seconds without it. */
    public Builder requestTimeout(Duration longest) {
      requestTimeout = longest;
      return this;
    }

    /**
     * Whether a model that predicts slower is replaced in the background; without it where its
     * package says that it predicts noticeably slower.
     */
    public Builder secondTier(SecondTier when) {
      secondTier = when;
      return this;
    }

    /** The configuration. */
    public ServiceConfig build() {
      return new ServiceConfig(
          model,
          store,
          modelDigest,
          runtime,
          device,
          policy,
          target,
          cacheDirectory.orElseGet(CacheDirectory::standard),
          nativeDirectory,
          threads,
          cpus,
          limits == null ? Limits.standard() : limits,
          warmup,
          requestTimeout,
          secondTier);
    }
  }
}
