package dev.firstlight.bench;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.ModelPlaces;
import dev.firstlight.bench.instance.Targets;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.platform.Endpoint;
import dev.firstlight.bench.platform.Fault;
import dev.firstlight.bench.platform.Platform;
import dev.firstlight.bench.platform.PlatformSettings;
import dev.firstlight.bench.platformlog.LogFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code firstlight up}: a platform on this machine that serves a model. */
@Command(
    name = "up",
    description =
        "Serves a model as a cloud would, on this machine: starts an instance for each call that no"
            + " instance is free for, holds instances to their limits, and says what each call took"
            + " and would be billed. Ctrl-C ends it.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class UpCommand implements Callable<Integer> {
  private static final long CLEANING_SECONDS = 40;

  private final Workplace workplace;

  @Parameters(index = "0", paramLabel = "TARGET", description = "lambda, gcf or server.")
  private String target = "";

  @Option(
      names = "--model",
      paramLabel = "NAME|DIR",
      description = "A model of the catalogue, built if absent, or the folder of a model package.")
  private String model = "mobilenet";

  @Option(
      names = "--runtime",
      paramLabel = "NAME",
      description = "Serving runtime. Default: the one that the package prefers.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable String runtime;

  @Option(
      names = "--store",
      paramLabel = "NAME|URL",
      description = "Where instances find the model, as firstlight compare takes it.")
  private String store = ModelPlaces.FILE;

  @Option(
      names = "--memory",
      paramLabel = "MB",
      description =
          "Memory size of an instance, and with it its share of CPU time. Default: lambda 1769,"
              + " gcf 2048, server 4096.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer memory;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "What a call may take. Default: lambda 30, gcf 60, server 300.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer timeout;

  @Option(
      names = "--concurrency",
      paramLabel = "N",
      description =
          "Calls at a time, which for functions is instances at most. Default: lambda 1000, gcf"
              + " 3000, server 80.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer concurrency;

  @Option(
      names = "--provisioned",
      paramLabel = "N",
      description =
          "Instances that are started before anybody calls. Default: none; of a server, 1.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer provisioned;

  @Option(
      names = "--keep-alive",
      paramLabel = "SECONDS",
      description = "How long an instance is kept that nobody uses; no cloud documents it.")
  private int keepAlive = 600;

  @Option(
      names = "--tmp",
      paramLabel = "MB",
      description = "Size of an instance's /tmp. Default: lambda 512, others without a limit.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Integer tmp;

  @Option(
      names = "--isolation",
      paramLabel = "NAME",
      description =
          "process: nothing is limited but the time; cgroup: memory, CPU time and processes too;"
              + " container: the same, in containers of an image that images/build made.")
  private String isolation = IsolationKind.PROCESS.label();

  @Option(
      names = "--fault",
      paramLabel = "NAME:N",
      split = ",",
      description =
          "What goes wrong on purpose: kill-in-boot, kill-in-init, full-tmp (of the instance N),"
              + " kill-in-request, cut-runtime-api, clock-jump (of the call N), slow-store (N bytes a"
              + " second).",
      showDefaultValue = Visibility.NEVER)
  private List<String> faults = List.of();

  @Mixin private ContainerArguments containers = new ContainerArguments();

  @Mixin private JvmArguments jvm = new JvmArguments();

  @Option(names = "--port", paramLabel = "N", description = "Port to listen on; 0 for a free one.")
  private int port = 8080;

  @Option(
      names = "--log-format",
      paramLabel = "NAME",
      description = "How the platform logs: text or json, as Lambda does.")
  private String format = "text";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where records.jsonl goes, a line for each call. Default: none is written.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path out;

  UpCommand(Workplace workplace) {
    this.workplace = workplace;
  }

  @Override
  public Integer call() throws Exception {
    LocalPlatform.Options options = options();
    LogFormat log = logFormat();
    if (port < 0 || port > 65_535) {
      throw usage("--port %d is out of range; 0 to 65535 is allowed".formatted(port));
    }
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch cleaned = new CountDownLatch(1);
    AtomicReference<Platform> platform = new AtomicReference<>();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(platform, told, cleaned), "end"));
    try (UpOutput output = UpOutput.open(workplace, log, Optional.ofNullable(out))) {
      serve(options, output, platform, told);
    } finally {
      cleaned.countDown();
    }
    return FirstlightCommand.INTERRUPTED;
  }

  private void serve(
      LocalPlatform.Options options,
      UpOutput output,
      AtomicReference<Platform> serving,
      CountDownLatch told)
      throws InterruptedException {
    try (LocalPlatform local = LocalPlatform.of(options, workplace, workplace.err()::println)) {
      LocalPlatform.Running running = local.start(output);
      serving.set(running.platform());
      try (Endpoint endpoint = Endpoint.open(running.platform(), port)) {
        output.begin(running, endpoint.port());
        told.await();
      }
      output.end(running.platform().counts());
    }
  }

  /**
   * Runs when the process is told to end, which it does not before all is cleaned up. The platform
   * first: its instances are being ended by hooks of their own, and are not to be replaced.
   */
  private static void end(
      AtomicReference<Platform> serving, CountDownLatch told, CountDownLatch cleaned) {
    Platform platform = serving.get();
    if (platform != null) {
      platform.close();
    }
    told.countDown();
    try {
      var unused = cleaned.await(CLEANING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private LocalPlatform.Options options() throws InterruptedException {
    String name = Targets.check(List.of(target)).get(0);
    PlatformSettings settings = PlatformSettings.of(name);
    settings = memory == null ? settings : settings.withMemory(memory);
    settings = timeout == null ? settings : settings.withTimeout(Duration.ofSeconds(timeout));
    settings = concurrency == null ? settings : settings.withConcurrency(concurrency);
    settings = provisioned == null ? settings : settings.withProvisioned(provisioned);
    settings = tmp == null ? settings : settings.withTmp(OptionalInt.of(tmp));
    settings =
        settings
            .withKeepAlive(Duration.ofSeconds(keepAlive))
            .withFaults(faults.stream().map(Fault::parse).toList());
    IsolationKind kind = IsolationKind.named(isolation);
    Optional<ContainerArguments.Chosen> images = containers.choice(kind, List.of(name), workplace);
    return new LocalPlatform.Options(
        settings,
        images.map(chosen -> chosen.model().toString()).orElse(model),
        images.isPresent()
            ? images.get().runtime()
            : Optional.ofNullable(runtime).map(String::trim),
        images.isPresent() ? ModelPlaces.IMAGE : store,
        jvm.choice(workplace),
        kind,
        images.map(ContainerArguments.Chosen::containers));
  }

  private LogFormat logFormat() {
    for (LogFormat each : LogFormat.values()) {
      if (each.name().equalsIgnoreCase(format.trim())) {
        return each;
      }
    }
    throw usage("--log-format \"%s\" is not known; there are text, json".formatted(format));
  }

  private static BenchException usage(String message) {
    return new BenchException(BenchException.Kind.USAGE, message);
  }
}
