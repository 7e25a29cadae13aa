package dev.firstlight.bench.platform;

import dev.firstlight.bench.instance.LambdaHost;
import dev.firstlight.bench.isolation.CgroupIsolation;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.bench.isolation.ProcessIsolation;
import dev.firstlight.bench.platformlog.LogEvent;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.LambdaFunction;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Platforms that run {@link ProbeFunction}, and what they said. */
final class Probes implements PlatformListener {
  static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  private static final List<String> FLAGS =
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxDirectMemorySize=4g");

  private final List<LogEvent> events = new ArrayList<>();
  private final List<Account> accounts = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();

  static PlatformSettings settings() {
    return PlatformSettings.of("lambda").withMemory(256).withConcurrency(50);
  }

  Platform start(PlatformSettings settings, boolean cgroup, Path scratch)
      throws IOException, InterruptedException {
    return start(settings, cgroup, scratch, Map.of());
  }

  /**
   * Starts a platform; the caller closes it.
   *
   * @param scratch an empty folder
   * @param variables of its instances
   */
  Platform start(
      PlatformSettings settings, boolean cgroup, Path scratch, Map<String, String> variables)
      throws IOException, InterruptedException {
    List<Path> classPath = new ArrayList<>();
    classPath.add(HOME.resolve("bench/target/test-classes"));
    classPath.addAll(JavaCommand.classPathOf(HOME.resolve("lambda-handler/target")));
    LambdaFunction function =
        LambdaFunction.of(ProbeFunction.class.getName(), variables)
            .withFlags(FLAGS)
            .withMemory(settings.memory().megabytes());
    List<Path> needed = new ArrayList<>(classPath);
    needed.add(scratch);
    Isolation isolation = cgroup ? CgroupIsolation.begin(needed) : ProcessIsolation.begin(needed);
    return Platform.start(
        new Platform.Setup(
            settings,
            clock -> new LambdaHost(classPath, function, clock, scratch),
            isolation,
            number -> Map.of(),
            Runtime.getRuntime().availableProcessors()),
        this);
  }

  /** Sends a call and waits for its account. */
  static Account call(Platform platform, String path) throws Exception {
    return platform.send(Call.get(path)).account().get(100, TimeUnit.SECONDS);
  }

  @Override
  public synchronized void event(LogEvent event) {
    events.add(event);
  }

  @Override
  public synchronized void account(Account account) {
    accounts.add(account);
  }

  @Override
  public synchronized void trouble(String what) {
    troubles.add(what);
  }

  synchronized List<LogEvent> events() {
    return List.copyOf(events);
  }

  synchronized List<Account> accounts() {
    return List.copyOf(accounts);
  }

  /** For the message of a failure. */
  synchronized String told() {
    return troubles + "\n" + events;
  }

  synchronized LogEvent.Report report(Account account) {
    return events.stream()
        .filter(LogEvent.Report.class::isInstance)
        .map(LogEvent.Report.class::cast)
        .filter(report -> report.requestId().equals(account.requestId()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no report of " + account + " in " + events));
  }
}
