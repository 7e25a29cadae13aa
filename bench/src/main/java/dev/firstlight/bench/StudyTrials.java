package dev.firstlight.bench;

import dev.firstlight.bench.compare.StartOrder;
import dev.firstlight.bench.container.Containers;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.IsolationKind;
import dev.firstlight.bench.jvm.JvmChoice;
import dev.firstlight.bench.platform.Account;
import dev.firstlight.bench.platform.Platform;
import dev.firstlight.bench.platform.PlatformListener;
import dev.firstlight.bench.platform.PlatformSettings;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.Trial;
import dev.firstlight.bench.study.Factor;
import dev.firstlight.bench.study.StudyRequest;
import dev.firstlight.conformance.Call;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;

/**
 * Deploys the values of a factor in turns, each on an empty platform of its own, and sends what is
 * to be sent. For one thread.
 */
final class StudyTrials {
  private final Workplace workplace;
  private final Held held;
  private final RecordLog log;
  private final Instant run;
  private final long zeroNanos = System.nanoTime();

  /**
   * What all deployments share.
   *
   * @param factor that varies
   * @param settings of the platform
   * @param store as {@code --store} takes it
   * @param jvm of instances
   * @param isolation of instances
   * @param containers of each value, where instances are containers
   * @param request maker
   * @param warm calls after the first
   * @param burst calls at once, where provisioned instances are studied
   */
  record Held(
      Factor factor,
      PlatformSettings settings,
      String store,
      JvmChoice jvm,
      IsolationKind isolation,
      Map<Long, Containers> containers,
      StudyRequest request,
      int warm,
      int burst) {}

  /**
   * @param log that records go to
   * @param run when it began: now
   */
  StudyTrials(Workplace workplace, Held held, RecordLog log, Instant run) {
    this.workplace = workplace;
    this.held = held;
    this.log = log;
    this.run = run;
  }

  /**
   * Runs them all.
   *
   * @param models package of each value, as {@code --model} takes it
   * @throws BenchException if a platform cannot be had
   */
  void run(List<Long> values, int turns, long seed, Map<Long, String> models)
      throws InterruptedException {
    List<Long> order = StartOrder.of(values, turns, seed);
    for (int i = 0; i < order.size(); i++) {
      long value = order.get(i);
      int turn = i / values.size();
      workplace
          .err()
          .printf("turn %d of %d: %s %d%n", turn + 1, turns, held.factor().label(), value);
      trial(value, turn, models.getOrDefault(value, ""));
    }
  }

  /** The platform for a value: checked against what the platform allows. */
  static PlatformSettings settings(Factor factor, long value, PlatformSettings held) {
    return switch (factor) {
      case MEMORY -> held.withMemory(Math.toIntExact(value));
      case PROVISIONED -> held.withProvisioned(Math.toIntExact(value));
      case CONTAINER_SIZE, DOWNLOAD_SIZE, INPUT_SIZE, INFERENCES -> held;
    };
  }

  private void trial(long value, int turn, String model) throws InterruptedException {
    LocalPlatform.Options options =
        new LocalPlatform.Options(
            settings(held.factor(), value, held.settings()),
            model,
            Optional.empty(),
            held.store(),
            held.jvm(),
            held.isolation(),
            Optional.ofNullable(held.containers().get(value)));
    Call call =
        held.request()
            .of(
                held.factor() == Factor.INFERENCES ? value : 1,
                held.factor() == Factor.INPUT_SIZE ? value : 0);
    try (LocalPlatform local = LocalPlatform.of(options, workplace, workplace.err()::println)) {
      LocalPlatform.Running running = local.start(new Silence());
      PlatformRecords records = new PlatformRecords(run, zeroNanos, running.point());
      for (Account account : calls(running.platform(), call)) {
        log.write(
            records
                .record(account)
                .in(new Trial(held.factor().label(), value, turn, account.cold())));
      }
    }
  }

  private List<Account> calls(Platform platform, Call call) throws InterruptedException {
    List<Account> accounts = new ArrayList<>();
    if (held.factor() == Factor.PROVISIONED) {
      List<Platform.Ticket> burst = new ArrayList<>();
      for (int i = 0; i < held.burst(); i++) {
        burst.add(platform.send(call));
      }
      for (Platform.Ticket ticket : burst) {
        accounts.add(account(ticket));
      }
      return accounts;
    }
    for (int i = 0; i <= held.warm(); i++) {
      accounts.add(account(platform.send(call)));
    }
    return accounts;
  }

  private static Account account(Platform.Ticket ticket) throws InterruptedException {
    try {
      return ticket.account().get(); // which completes always
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What instances print is theirs; failures stand in the records. */
  private static final class Silence implements PlatformListener {}
}
