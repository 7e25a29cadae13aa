package dev.firstlight.bench.platform;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.Host;
import dev.firstlight.bench.instance.Hosted.Turn;
import dev.firstlight.bench.isolation.Isolation;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.inference.Header;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * A platform that serves one function or server. Each call has exactly one outcome. Safe for use by
 * several threads, none of which waits for an instance. Closing ends all instances; calls that are
 * under way have the outcome {@link Outcome#CLOSED} then.
 */
public final class Platform implements AutoCloseable {
  private static final Duration LOOK_FOR_EXPIRED = Duration.ofMillis(200);
  private static final String ENDED = "the platform was closed\n";

  private final PlatformSettings settings;
  private final Accountant accountant;
  private final Lifecycle lifecycle;
  private final Saboteur saboteur;
  private final ScheduledExecutorService timer;
  private final Object lock = new Object();
  private final Fleet fleet;
  private int calls;
  private int lost;
  private boolean closed;

  private Platform(Setup setup, PlatformListener listener) {
    this.settings = setup.settings();
    this.accountant = new Accountant(settings, listener);
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread daemon = new Thread(task, "platform timer");
              daemon.setDaemon(true);
              return daemon;
            });
    AtomicInteger jumped = new AtomicInteger();
    this.saboteur = new Saboteur(settings, timer, jumped);
    this.lifecycle = new Lifecycle(setup, jumped, saboteur, accountant, this::ended);
    this.fleet = new Fleet(settings, System.nanoTime());
  }

  /**
   * What a platform is made of.
   *
   * @param settings of it
   * @param host what starts its instances, given the clock for their deadlines; closed with the
   *     platform
   * @param isolation where they run; closed with the platform
   * @param variables of the instance of a number, beside those of all
   * @param cpus of this machine
   */
  public record Setup(
      PlatformSettings settings,
      Function<InstantSource, Host> host,
      Isolation isolation,
      IntFunction<Map<String, String>> variables,
      int cpus) {}

  /**
   * What a caller gets.
   *
   * @param answer as soon as it is there
   * @param account later, when all is known; completes always
   */
  public record Ticket(CompletableFuture<Answer> answer, CompletableFuture<Account> account) {}

  /** How many there have been until now. */
  public record Counts(int calls, int started, int lost, int mostAtOnce, int now) {}

  /**
   * Starts it, and waits until its provisioned instances can take calls.
   *
   * @throws BenchException of kind TARGET if one of them does not start
   */
  public static Platform start(Setup setup, PlatformListener listener) throws InterruptedException {
    Platform platform = new Platform(setup, listener);
    try {
      platform.provision();
      var unused =
          platform.timer.scheduleWithFixedDelay(
              platform::expire,
              LOOK_FOR_EXPIRED.toMillis(),
              LOOK_FOR_EXPIRED.toMillis(),
              TimeUnit.MILLISECONDS);
      return platform;
    } catch (RuntimeException | InterruptedException e) {
      platform.close();
      throw e;
    }
  }

  private void provision() throws InterruptedException {
    List<Worker> provisioned = new ArrayList<>();
    synchronized (lock) {
      for (int i = 0; i < settings.provisioned(); i++) {
        provisioned.add(fleet.add(true, System.nanoTime()));
      }
    }
    provisioned.forEach(this::begin);
    for (Worker worker : provisioned) {
      try {
        if (worker.beginning().get().started() instanceof Starter.Started.Failed failed) {
          throw new BenchException(
              BenchException.Kind.TARGET,
              "a provisioned instance does not start: " + failed.reason());
        }
      } catch (java.util.concurrent.ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Takes a call. */
  public Ticket send(Call call) {
    Request request;
    Fleet.Place place;
    synchronized (lock) {
      request = new Request(++calls, call);
      if (closed || call.body().remaining() > settings.rules().requestBytes()) {
        place = new Fleet.Place.Nowhere();
      } else {
        place = fleet.place(request, System.nanoTime());
      }
    }
    if (place instanceof Fleet.Place.At at) {
      occupy(request, at);
    } else if (place instanceof Fleet.Place.InQueue) {
      var unused =
          timer.schedule(
              () -> giveUp(request), settings.rules().waits().toMillis(), TimeUnit.MILLISECONDS);
    } else {
      turnAway(request);
    }
    return new Ticket(request.answer(), request.account());
  }

  private void turnAway(Request request) {
    Outcome outcome = Outcome.THROTTLED;
    if (request.call().body().remaining() > settings.rules().requestBytes()) {
      outcome = Outcome.TOO_LARGE;
    } else if (isClosed()) {
      outcome = Outcome.CLOSED;
    }
    Answer answer = front(outcome);
    if (request.settle(answer)) {
      accountant.turnedAway(request, outcome, answer);
    }
  }

  private void giveUp(Request request) {
    boolean waited;
    synchronized (lock) {
      waited = fleet.giveUp(request);
    }
    if (waited) {
      turnAway(request);
    }
  }

  private void occupy(Request request, Fleet.Place.At at) {
    if (at.fresh()) {
      begin(at.worker());
    }
    var unused = at.worker().beginning().thenAccept(beginning -> give(request, at, beginning));
  }

  private void begin(Worker worker) {
    lifecycle.begin(worker);
    var unused = worker.beginning().thenAccept(beginning -> begun(worker, beginning));
  }

  /** Nobody waits for a provisioned instance, so nobody else looks after its start. */
  private void begun(Worker worker, Worker.Beginning beginning) {
    if (worker.isProvisioned()) {
      if (Starter.ready(beginning.started())) {
        rest(worker, settings.timeout());
      } else {
        lifecycle.end(worker, false);
        synchronized (lock) {
          fleet.remove(worker);
        }
      }
    }
  }

  private void give(Request request, Fleet.Place.At at, Worker.Beginning beginning) {
    Worker worker = at.worker();
    Account.Start start = Account.Start.WARM;
    int turn;
    synchronized (lock) {
      turn = worker.turns++;
    }
    if (at.fresh()) {
      start = Account.Start.COLD;
    } else if (turn == 0 && worker.isProvisioned()) {
      start = Account.Start.PROVISIONED;
    }
    CallPath path = new CallPath(request, worker, start, turn, beginning);
    if (beginning.started() instanceof Starter.Started.Failed failed) {
      accountant.starts(request);
      settle(path, path.failedInit(failed));
      lose(worker, failed.reason());
      return;
    }
    Duration left = path.timeLeft(settings);
    worker.runAfterwards();
    accountant.starts(request);
    path.given(System.nanoTime());
    if (left.isZero() || left.isNegative()) {
      done(path, new Turn.TimedOut());
      return;
    }
    worker.thaw();
    var unused =
        saboteur.send(worker, request, left).thenAccept(turnTaken -> done(path, turnTaken));
  }

  private void done(CallPath path, Turn turn) {
    Worker worker = path.worker();
    CallPath.Result result = path.result(turn, settings);
    if (isClosed() && result.losesInstance()) {
      result = result.as(Outcome.CLOSED);
    }
    if (result.losesInstance()) {
      settle(path, result);
      lose(worker, result.reason());
      return;
    }
    CallPath.Result kept = result;
    Answer answer = result.answer().orElseGet(() -> front(kept.outcome()));
    if (path.request().settle(answer)) {
      worker.whenIdle(
          () ->
              accountant.account(
                  path.request(), worker, kept.outcome(), answer, path.told(kept.reason())));
    }
    Optional<Fleet.Assigned> next;
    synchronized (lock) {
      fleet.release(worker, System.nanoTime());
      next = fleet.next(System.nanoTime());
    }
    next.ifPresent(assigned -> occupy(assigned.request(), assigned.at()));
    rest(worker, path.timeLeft(settings));
  }

  private void settle(CallPath path, CallPath.Result result) {
    Answer answer = result.answer().orElseGet(() -> front(result.outcome()));
    if (path.request().settle(answer)) {
      accountant.account(
          path.request(), path.worker(), result.outcome(), answer, path.told(result.reason()));
    }
  }

  /**
   * Once it has nothing to do, an instance stands still. One that goes on after its answer for
   * longer than its call may take is lost, unless it has the next one meanwhile.
   */
  private void rest(Worker worker, Duration atMost) {
    int turns;
    synchronized (lock) {
      turns = worker.turns;
    }
    var unused =
        lifecycle
            .idle(worker)
            .orTimeout(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)
            .handle(
                (idle, late) -> {
                  if (late == null) {
                    standStill(worker);
                  } else {
                    loseIfStuck(worker, turns);
                  }
                  return worker;
                });
  }

  private void loseIfStuck(Worker worker, int turns) {
    boolean stuck;
    synchronized (lock) {
      stuck = worker.atWork == 0 && worker.turns == turns;
    }
    if (stuck) {
      lose(worker, "it went on after its answer for longer than " + settings.timeout());
    }
  }

  private void standStill(Worker worker) {
    worker.runAfterwards();
    synchronized (lock) {
      if (settings.rules().freezes() && worker.atWork == 0 && !worker.gone) {
        worker.freeze();
      }
    }
  }

  /** An instance's process has ended; where it was at work, its call tells as well, and why. */
  private void ended(Worker worker, String why) {
    boolean idle;
    synchronized (lock) {
      idle = worker.atWork == 0;
    }
    if (idle) {
      lose(worker, why);
    }
  }

  /** An instance is of no use any more; where one was provisioned, another is. */
  private void lose(Worker worker, String why) {
    Worker replacement = null;
    Optional<Fleet.Assigned> next = Optional.empty();
    synchronized (lock) {
      if (!fleet.remove(worker)) {
        return;
      }
      lost++;
      if (!closed) {
        if (worker.isProvisioned()) {
          replacement = fleet.add(true, System.nanoTime());
        }
        next = fleet.next(System.nanoTime());
      }
    }
    accountant.trouble(
        "instance %d was lost: %s".formatted(worker.number(), why.lines().findFirst().orElse("")));
    worker.runAfterwards();
    lifecycle.end(worker, false);
    if (replacement != null) {
      begin(replacement);
    }
    next.ifPresent(assigned -> occupy(assigned.request(), assigned.at()));
  }

  private void expire() {
    List<Worker> expired;
    synchronized (lock) {
      expired = fleet.expire(System.nanoTime());
    }
    expired.forEach(worker -> lifecycle.end(worker, !settings.target().equals("lambda")));
  }

  private Answer front(Outcome outcome) {
    PlatformRules.FrontAnswer words =
        outcome == Outcome.CLOSED
            ? new PlatformRules.FrontAnswer(503, "text/plain", ENDED)
            : settings.rules().says(outcome);
    return new Answer(
        words.status(),
        List.of(new Header(Header.CONTENT_TYPE, words.mediaType())),
        ByteBuffer.wrap(words.body().getBytes(StandardCharsets.UTF_8)));
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** Its settings. */
  public PlatformSettings settings() {
    return settings;
  }

  /** How many calls and instances there have been. */
  public Counts counts() {
    synchronized (lock) {
      return new Counts(calls, fleet.started(), lost, fleet.mostAtOnce(), fleet.size());
    }
  }

  @Override
  public void close() {
    List<Worker> workers;
    List<Request> waiting;
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      workers = fleet.clear();
      waiting = fleet.clearWaiting();
    }
    waiting.forEach(this::turnAway);
    lifecycle.close(workers);
    accountant.close();
    timer.shutdownNow();
  }
}
