package dev.firstlight.bench.compare;

import dev.firstlight.bench.compare.Observer.Sent;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.Instance;
import dev.firstlight.bench.instance.Target;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.bench.record.RunPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * One comparison: every design point is started cold again and again, and each instance gets a
 * first request and its share of the warm ones, one at a time. Nothing else runs meanwhile. One
 * thread runs it; any other may {@link #stop} it.
 */
public final class Comparison {
  private static final Path PROCFS = Path.of("/proc");

  private final RunPlan plan;
  private final List<Payload> payloads;
  private final Map<DesignPoint, Target> targets;
  private final RecordLog log;
  private final Payload check;
  private final SameWork sameWork = new SameWork();
  private final Observer observer;
  private final Object lock = new Object();
  private @Nullable Instance running;
  private boolean stopped;

  /**
   * A comparison that has not begun.
   *
   * @param plan what to do
   * @param targets what starts instances of each of the plan's points; the caller closes them
   * @param payloads what to send, the first to cold instances
   * @param check what peers must answer as we do before they are measured
   * @param log where records go; the caller closes it
   */
  public Comparison(
      RunPlan plan,
      Map<DesignPoint, Target> targets,
      List<Payload> payloads,
      Payload check,
      RecordLog log) {
    this.plan = plan;
    this.payloads = List.copyOf(payloads);
    this.check = check;
    this.log = log;
    this.observer = new Observer(plan.run());
    this.targets = Map.copyOf(targets);
  }

  /**
   * Runs it to its end. Failed requests become records; only what makes the whole run pointless is
   * thrown.
   *
   * @throws BenchException of kind TARGET if a target does not answer at all, INTERRUPTED if it was
   *     stopped
   */
  public void run(Progress.Source progressSource) throws InterruptedException {
    List<DesignPoint> points = plan.points();
    List<DesignPoint> order = StartOrder.of(points, plan.cold(), plan.seed());
    Map<DesignPoint, Integer> starts = new HashMap<>();
    Map<DesignPoint, Integer> warmSent = new HashMap<>();
    int steps = points.size() + order.size();
    try (Progress progress = progressSource.begin("cold starts", steps)) {
      for (DesignPoint point : points) {
        rehearse(point);
        progress.step(point.among(points) + " rehearsed");
      }
      for (DesignPoint point : order) {
        int start = starts.merge(point, 1, Integer::sum);
        int warm = share(start);
        int before = warmSent.merge(point, warm, Integer::sum) - warm;
        measure(point, start, warm, before);
        progress.step(point.among(points) + " " + start + " of " + plan.cold());
      }
    }
  }

  /** Kills the running instance; {@link #run} then ends. Harmless when there is none. */
  public void stop() {
    synchronized (lock) {
      stopped = true;
      if (running != null) {
        running.close();
      }
    }
  }

  /**
   * One start that is not recorded: it fills the caches of native libraries and files, which a
   * deployed image has filled as well, and shows early what does not work at all.
   */
  private void rehearse(DesignPoint point) throws InterruptedException {
    String name = point.among(plan.points());
    try (Instance instance = start(point)) {
      answer(instance, payloads.get(0), name, "its first request");
      if (!plan.peers().isEmpty()) {
        sameWork.check(point, answer(instance, check, name, "the check " + check.name()));
      }
    } catch (IOException e) {
      throw new BenchException(
          stopped() ? BenchException.Kind.INTERRUPTED : BenchException.Kind.TARGET,
          "target %s does not answer its first request: %s".formatted(name, e.getMessage()),
          e);
    }
  }

  private static String answer(Instance instance, Payload payload, String name, String what)
      throws IOException, InterruptedException {
    Instance.Reply reply = instance.send(payload.call());
    if (reply.answer().status() != 200) {
      throw new BenchException(
          BenchException.Kind.TARGET,
          "target %s answers %s with %d: %s"
              .formatted(name, what, reply.answer().status(), reply.answer().text()));
    }
    return reply.answer().text();
  }

  private void measure(DesignPoint point, int start, int warm, int warmBefore)
      throws InterruptedException {
    String name = point.target() + "-" + start;
    try (Instance instance = start(point)) {
      long pid = instance.pid();
      OtherCpus others = pid == 0 ? null : OtherCpus.watch(PROCFS, pid);
      Sent first = new Sent(point, name, 0, payloads.get(0), instance.spawnNanos());
      InvocationRecord cold = send(instance, first, others);
      log.write(cold);
      for (int i = 0; i < warm && cold.status() != 0; i++) {
        Payload payload = payloads.get((warmBefore + i + 1) % payloads.size());
        Sent later = new Sent(point, cold.instance(), i + 1, payload, System.nanoTime());
        InvocationRecord record = send(instance, later, null);
        log.write(record);
        if (record.status() == 0) {
          return; // the instance is gone, and so are its other requests
        }
      }
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.TARGET,
          "target %s cannot be started: %s".formatted(point.among(plan.points()), e.getMessage()),
          e);
    }
  }

  private InvocationRecord send(Instance instance, Sent sent, @Nullable OtherCpus others)
      throws InterruptedException {
    try {
      Instance.Reply reply = instance.send(sent.payload().call());
      Sent counted = sent.sequence() == 0 ? sent.due(instance.createdNanos()) : sent;
      return observer.answered(
          counted, reply, others == null ? OptionalDouble.empty() : others.average());
    } catch (IOException | IllegalArgumentException e) {
      if (stopped()) {
        throw new BenchException(BenchException.Kind.INTERRUPTED, "stopped", e);
      }
      return observer.unanswered(sent, Objects.toString(e.getMessage(), e.toString()));
    }
  }

  private Instance start(DesignPoint point) throws IOException {
    Target target = targets.get(point);
    if (target == null) {
      throw new IllegalArgumentException("the plan has " + point + ", which nothing can start");
    }
    synchronized (lock) {
      if (stopped) {
        throw new BenchException(BenchException.Kind.INTERRUPTED, "stopped");
      }
      Instance instance = target.start();
      running = instance;
      return instance;
    }
  }

  private boolean stopped() {
    synchronized (lock) {
      return stopped;
    }
  }

  /** Warm requests of the start with that number: equal shares, the first ones one more. */
  private int share(int start) {
    return plan.warm() / plan.cold() + (start <= plan.warm() % plan.cold() ? 1 : 0);
  }
}
