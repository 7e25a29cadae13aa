package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.platformlog.LogEvent;
import dev.firstlight.conformance.Call;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform with real instances, as processes of AWS's runtime interface client. */
class PlatformIT {
  private static final int BURST = 50;

  private final Probes probes = new Probes();
  @TempDir Path scratch;

  @Test
  void calls_oneAfterAnother_meetOneInstanceThatStandsStillBetween() throws Exception {
    try (Platform platform = probes.start(Probes.settings(), false, scratch)) {
      Account first = Probes.call(platform, "/echo");
      Account second = Probes.call(platform, "/echo");

      assertEquals(Outcome.ANSWERED, first.outcome(), probes::told);
      assertEquals("echo", first.answer().text());
      assertEquals(Account.Start.COLD, first.start());
      assertEquals(Account.Start.WARM, second.start());
      assertEquals(first.instance(), second.instance());
      assertEquals(List.of(0, 1), List.of(first.turn(), second.turn()));
      assertTrue(first.usage().initMillis().isPresent());
      assertTrue(second.usage().initMillis().isEmpty());
      assertEquals(
          (long)
              Math.ceil(first.usage().durationMillis() + first.usage().initMillis().getAsDouble()),
          first.usage().billedMillis().getAsLong());
      assertTrue(first.usage().maxMemoryMegabytes() > 10, first::toString);
      assertEquals(first.requestId(), probes.report(first).requestId());
      long instance = onlyInstance();
      await(() -> state(instance).equals("T"), "it does not stand still, but " + state(instance));
    }
  }

  @Test
  void burst_onAnEmptyPlatform_answersEachCallOnceWithoutOverlap() throws Exception {
    try (Platform platform =
        probes.start(
            Probes.settings().withConcurrency(BURST).withTimeout(Duration.ofMinutes(2)),
            false,
            scratch)) {
      List<Platform.Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < BURST; i++) {
        tickets.add(platform.send(Call.get("/echo")));
      }
      List<Account> accounts = new ArrayList<>();
      for (Platform.Ticket ticket : tickets) {
        accounts.add(ticket.account().get(120, TimeUnit.SECONDS));
      }
      for (int i = 0; i < BURST; i++) {
        accounts.add(Probes.call(platform, "/echo"));
      }

      assertEquals(accounts.size(), probes.accounts().size());
      assertEquals(Set.copyOf(accounts).size(), accounts.size());
      accounts.forEach(account -> assertEquals(Outcome.ANSWERED, account.outcome(), probes::told));
      long cold = accounts.stream().filter(Account::cold).count();
      assertEquals(platform.counts().started(), cold);
      assertEquals(BURST, cold); // all came before any instance was ready
      assertNoOverlap(accounts);
    }
  }

  static void assertNoOverlap(List<Account> accounts) {
    Map<Integer, List<Account>> byInstance =
        accounts.stream()
            .collect(Collectors.groupingBy(Account::instance, TreeMap::new, Collectors.toList()));
    byInstance.forEach(
        (instance, own) -> {
          own.sort(Comparator.comparingInt(Account::turn));
          for (int i = 0; i < own.size(); i++) {
            assertEquals(i, own.get(i).turn(), "instance " + instance + " had " + own);
            if (i > 0) {
              assertTrue(
                  own.get(i).times().given() >= own.get(i - 1).times().answered(),
                  "instance " + instance + " had two calls at a time: " + own);
            }
          }
        });
  }

  @Test
  void concurrencyLimit_throttlesWithTheWordsOfThePlatform() throws Exception {
    try (Platform platform = probes.start(Probes.settings().withConcurrency(1), false, scratch)) {
      Platform.Ticket first = platform.send(Call.get("/sleep/300"));
      Account second = Probes.call(platform, "/echo");

      assertEquals(Outcome.THROTTLED, second.outcome());
      assertEquals(429, second.answer().status());
      assertTrue(second.answer().text().contains("Rate Exceeded"), second.answer()::text);
      assertEquals(Outcome.ANSWERED, first.account().get(60, TimeUnit.SECONDS).outcome());
      assertEquals(1, platform.counts().started());
    }
  }

  @Test
  void provisionedInstances_areThereBeforeAnybodyCalls_andComeBackWhenLost() throws Exception {
    try (Platform platform = probes.start(Probes.settings().withProvisioned(1), false, scratch)) {
      assertEquals(1, platform.counts().now());
      Account first = Probes.call(platform, "/echo");
      assertEquals(Account.Start.PROVISIONED, first.start());
      assertTrue(first.usage().initMillis().isEmpty(), first::toString);

      ProcessHandle.of(onlyInstance()).orElseThrow().destroyForcibly();
      await(() -> platform.counts().started() == 2, "there is no other");
      Account second = Probes.call(platform, "/echo");
      assertEquals(Outcome.ANSWERED, second.outcome(), probes::told);
      assertEquals(Account.Start.PROVISIONED, second.start());
    }
  }

  @Test
  void failures_haveOneOutcomeEach_andThePlatformGoesOn() throws Exception {
    try (Platform platform =
        probes.start(Probes.settings().withTimeout(Duration.ofSeconds(1)), false, scratch)) {
      Account failed = Probes.call(platform, "/fail");
      assertEquals(Outcome.FUNCTION_ERROR, failed.outcome(), probes::told);
      assertEquals(502, failed.answer().status());
      assertEquals("failure", probes.report(failed).status());

      Account late = Probes.call(platform, "/sleep/20000");
      assertEquals(Outcome.TIMED_OUT, late.outcome());
      assertEquals("timeout", probes.report(late).status());
      assertEquals(failed.instance(), late.instance());

      Account large =
          platform
              .send(Call.post("/echo", "text/plain", new byte[6_291_457]))
              .account()
              .get(10, TimeUnit.SECONDS);
      assertEquals(Outcome.TOO_LARGE, large.outcome());
      assertEquals(413, large.answer().status());

      Account next = Probes.call(platform, "/echo");
      assertEquals(Outcome.ANSWERED, next.outcome(), probes::told);
      assertEquals(Account.Start.COLD, next.start());
      assertNotEquals(late.instance(), next.instance());
    }
  }

  @Test
  void idleInstances_endAfterTheirTime() throws Exception {
    try (Platform platform =
        probes.start(Probes.settings().withKeepAlive(Duration.ofMillis(100)), false, scratch)) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
      long instance = onlyInstance();
      await(() -> platform.counts().now() == 0, "it is kept");
      await(() -> ProcessHandle.of(instance).isEmpty(), "its process is still there");
      assertEquals(0, platform.counts().lost());
      assertTrue(Probes.call(platform, "/echo").cold());
    }
  }

  @Test
  void initPhase_thatFails_isDoneAgainInTheInvocation() throws Exception {
    try (Platform platform =
        probes.start(
            Probes.settings(),
            false,
            scratch,
            Map.of("PROBE_MARKS", scratch.toString(), "PROBE_FIRST_INIT", "exit"))) {
      Account account = Probes.call(platform, "/echo");

      assertEquals(Outcome.ANSWERED, account.outcome(), probes::told);
      assertTrue(account.usage().initMillis().isEmpty(), account::toString);
      assertEquals(List.of("init error", "invoke success"), initReports());
      assertEquals(1, platform.counts().started());
    }
  }

  @Test
  void initPhase_ofMoreThanTenSeconds_isEndedAndDoneAgain() throws Exception {
    try (Platform platform =
        probes.start(
            Probes.settings(),
            false,
            scratch,
            Map.of("PROBE_MARKS", scratch.toString(), "PROBE_FIRST_INIT", "hang"))) {
      Account account = Probes.call(platform, "/echo");

      assertEquals(Outcome.ANSWERED, account.outcome(), probes::told);
      assertEquals(List.of("init timeout", "invoke success"), initReports());
    }
  }

  @Test
  void closing_settlesWhatIsUnderWay_andLeavesNoProcess() throws Exception {
    Set<Long> instances = new HashSet<>();
    Platform.Ticket ticket;
    try (Platform platform = probes.start(Probes.settings(), false, scratch)) {
      assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome());
      ticket = platform.send(Call.get("/sleep/60000"));
      await(
          () -> probes.events().stream().filter(LogEvent.Start.class::isInstance).count() == 2,
          "the call does not begin");
      instances.add(onlyInstance());
    }
    Account account = ticket.account().get(10, TimeUnit.SECONDS);
    assertEquals(Outcome.CLOSED, account.outcome(), probes::told);
    instances.forEach(pid -> assertTrue(ProcessHandle.of(pid).isEmpty(), "pid " + pid));
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList());
    }
  }

  private List<String> initReports() {
    return probes.events().stream()
        .filter(LogEvent.InitReport.class::isInstance)
        .map(LogEvent.InitReport.class::cast)
        .map(report -> report.phase() + " " + report.status())
        .toList();
  }

  /** The one process of AWS's runtime interface client among this one's children. */
  private static long onlyInstance() {
    List<Long> found =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("/java"))
            .map(ProcessHandle::pid)
            .toList();
    assertEquals(1, found.size(), found::toString);
    return found.get(0);
  }

  /** As proc(5) has it: {@code T} is stopped. */
  private static String state(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1);
    } catch (IOException e) {
      return "gone";
    }
  }

  static void await(BooleanSupplier condition, String otherwise) {
    long giveUp = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < giveUp, otherwise);
      LockSupport.parkNanos(2_000_000);
    }
  }
}
