package dev.firstlight.server;

import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Quantities;
import dev.firstlight.config.Settings;
import dev.firstlight.platform.CpuShare;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How an {@link InferenceServer} is to run.
 *
 * <p>Request bodies never take more memory than the smaller of ({@code workers} + {@code queue}) ×
 * the service's body limit, and {@code bodyMemoryBytes}.
 *
 * @param service the model and the limits of a request
 * @param host the address to listen on
 * @param port the port to listen on; 0 for any free one
 * @param workers inferences that run at once
 * @param queue requests that wait, or are still arriving, beyond those; more are answered with 429
 * @param bodyMemoryBytes what the bodies of all admitted requests may take together
 * @param maxConnections open at once; more are closed on arrival
 * @param maxHeaderBytes of one request
 * @param idleTimeout how long a connection may stand still: without a request, in the middle of a
 *     body, or without reading its response
 * @param drainDelay from the signal to end until the server stops listening, for balancers that
 *     need time to notice
 * @param drainTimeout from the signal to end until what is unfinished is dropped
 * @param aliases other names of paths
 */
public record ServerConfig(
    ServiceConfig service,
    String host,
    int port,
    int workers,
    int queue,
    long bodyMemoryBytes,
    int maxConnections,
    int maxHeaderBytes,
    Duration idleTimeout,
    Duration drainDelay,
    Duration drainTimeout,
    Map<String, String> aliases) {
  /** The port that containers are asked on where nothing else is said. */
  public static final int STANDARD_PORT = 8080;

  public ServerConfig {
    aliases = Map.copyOf(aliases);
    if (port < 0 || port > 65_535 || workers < 1 || queue < 0 || bodyMemoryBytes < 1) {
      throw new IllegalArgumentException(
          "port %d, %d workers, queue of %d, %d bytes of bodies"
              .formatted(port, workers, queue, bodyMemoryBytes));
    }
    if (maxConnections < 1 || maxHeaderBytes < 1 || idleTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "%d connections, headers of %d bytes, idle for %s"
              .formatted(maxConnections, maxHeaderBytes, idleTimeout));
    }
  }

  /**
   * Reads the keys of this record and of {@link ServiceConfig}; problems stay with the settings.
   */
  public static ServerConfig read(Settings settings) {
    ServiceConfig service = ServiceConfig.read(settings, "server");
    int workers = (int) settings.number("workers", workers(service), 1, 1024);
    long maxBody = service.limits().maxBodyBytes();
    return new ServerConfig(
        service,
        settings.find("host").orElse("0.0.0.0"),
        (int) settings.number("port", STANDARD_PORT, 0, 65_535),
        workers,
        (int) settings.number("queue", 64, 0, 100_000),
        settings
            .read("body-memory", Quantities.BYTES, ServerConfig::positiveBytes)
            .orElseGet(() -> bodyMemory(maxBody)),
        (int) settings.number("max-connections", 4096, 1, 1_000_000),
        (int) settings.number("max-header-bytes", 16_384, 256, 1 << 20),
        duration(settings, "idle-timeout", Duration.ofSeconds(60)),
        duration(settings, "drain-delay", Duration.ZERO),
        duration(settings, "drain-timeout", Duration.ofSeconds(25)),
        aliases(settings));
  }

  /**
   * As many as there are CPUs for the threads of one inference each, but at least two where there
   * are two CPUs: while one request infers, another is decoded or encoded.
   */
  private static int workers(ServiceConfig service) {
    int cpus = CpuShare.ofThisProcess(service.cpus()).threads();
    int threads = service.threads().orElse(cpus);
    return Math.max(Math.min(2, cpus), cpus / threads);
  }

  /**
   * Half of what the JVM gives direct buffers unless told otherwise, yet room for two bodies in
   * buffers of powers of two.
   */
  private static long bodyMemory(long maxBodyBytes) {
    return Math.max(4 * maxBodyBytes, Runtime.getRuntime().maxMemory() / 2);
  }

  private static long positiveBytes(String text) {
    long bytes = Quantities.bytes(text);
    if (bytes < 1) {
      throw new IllegalArgumentException(text);
    }
    return bytes;
  }

  private static Duration duration(Settings settings, String key, Duration standard) {
    return settings.read(key, Quantities.DURATION, Quantities::duration).orElse(standard);
  }

  private static Map<String, String> aliases(Settings settings) {
    Map<String, String> aliases = new HashMap<>();
    path(settings, "predict-route", aliases, Routes.PREDICT);
    path(settings, "health-route", aliases, Routes.READY);
    return aliases;
  }

  private static void path(
      Settings settings, String key, Map<String, String> aliases, String target) {
    settings
        .read(
            key,
            "a path that begins with /",
            text -> {
              if (!text.trim().startsWith("/")) {
                throw new IllegalArgumentException(text);
              }
              return text.trim();
            })
        .ifPresent(path -> aliases.put(path, target));
  }
}
