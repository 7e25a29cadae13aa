package dev.firstlight.bench.platform;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.instance.MemorySize;
import dev.firstlight.bench.isolation.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a platform is configured.
 *
 * @param target that it is: {@code lambda}, {@code gcf} or {@code server}
 * @param memory of each instance
 * @param timeout of a call
 * @param concurrency how many calls it works on at a time: for functions, how many instances there
 *     are at most
 * @param provisioned instances that are started before anybody calls
 * @param keepAlive how long an instance that nobody uses is kept
 * @param tmpMegabytes of each instance's {@code /tmp}; empty for no limit
 * @param faults that happen on purpose
 */
public record PlatformSettings(
    String target,
    MemorySize memory,
    Duration timeout,
    int concurrency,
    int provisioned,
    Duration keepAlive,
    OptionalInt tmpMegabytes,
    List<Fault> faults) {
  /** Not documented by any cloud; of the order that has been observed. */
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(10);

  private static final long MEGABYTE = 1 << 20;
  private static final int LEAST_TMP = 512;
  private static final int MOST_TMP = 10_240;
  private static final long FULL_TMP_BYTES = 64 << 10;
  private static final int MOST_CONCURRENCY = 100_000;

  /**
   * Checks it against what the platform allows.
   *
   * @throws BenchException of kind USAGE that names everything that is wrong
   */
  public PlatformSettings {
    faults = List.copyOf(faults);
    PlatformRules rules = PlatformRules.of(target);
    List<String> problems = new ArrayList<>();
    if (timeout.compareTo(Duration.ofSeconds(1)) < 0
        || timeout.compareTo(rules.mostTimeout()) > 0) {
      problems.add(
          "timeout of %s s; %s allows 1 to %d"
              .formatted(timeout.toMillis() / 1e3, target, rules.mostTimeout().toSeconds()));
    }
    if (concurrency < 1 || concurrency > MOST_CONCURRENCY) {
      problems.add(
          "concurrency of %d; 1 to %d is allowed".formatted(concurrency, MOST_CONCURRENCY));
    }
    int instances = rules.isFunction() ? concurrency : 1;
    if (provisioned < 0 || provisioned > instances) {
      problems.add(
          "%d provisioned instances; there are at most %d of %s"
              .formatted(provisioned, instances, target));
    }
    if (keepAlive.isNegative() || keepAlive.isZero()) {
      problems.add("instances are kept for %s; a time above 0 is needed".formatted(keepAlive));
    }
    if (tmpMegabytes.isPresent()
        && (tmpMegabytes.getAsInt() < LEAST_TMP || tmpMegabytes.getAsInt() > MOST_TMP)) {
      problems.add(
          "/tmp of %d MB; %d to %d is allowed"
              .formatted(tmpMegabytes.getAsInt(), LEAST_TMP, MOST_TMP));
    }
    if (!target.equals("lambda")) {
      faults.stream()
          .filter(
              fault ->
                  fault.kind() == Fault.Kind.CUT_RUNTIME_API
                      || fault.kind() == Fault.Kind.CLOCK_JUMP)
          .map(fault -> "fault %s; it is of lambda only".formatted(fault.kind().label()))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      throw new BenchException(BenchException.Kind.USAGE, String.join("; ", problems));
    }
  }

  /** What holds where nobody says otherwise. */
  public static PlatformSettings of(String target) {
    PlatformRules rules = PlatformRules.of(target);
    return new PlatformSettings(
        target,
        new MemorySize(target, rules.memoryMegabytes()),
        rules.timeout(),
        rules.concurrency(),
        rules.isFunction() ? 0 : 1,
        KEEP_ALIVE,
        rules.tmpMegabytes(),
        List.of());
  }

  public PlatformSettings withMemory(int megabytes) {
    return new PlatformSettings(
        target,
        new MemorySize(target, megabytes),
        timeout,
        concurrency,
        provisioned,
        keepAlive,
        tmpMegabytes,
        faults);
  }

  public PlatformSettings withTimeout(Duration other) {
    return new PlatformSettings(
        target, memory, other, concurrency, provisioned, keepAlive, tmpMegabytes, faults);
  }

  public PlatformSettings withConcurrency(int other) {
    return new PlatformSettings(
        target, memory, timeout, other, provisioned, keepAlive, tmpMegabytes, faults);
  }

  public PlatformSettings withProvisioned(int other) {
    return new PlatformSettings(
        target, memory, timeout, concurrency, other, keepAlive, tmpMegabytes, faults);
  }

  public PlatformSettings withKeepAlive(Duration other) {
    return new PlatformSettings(
        target, memory, timeout, concurrency, provisioned, other, tmpMegabytes, faults);
  }

  public PlatformSettings withTmp(OptionalInt megabytes) {
    return new PlatformSettings(
        target, memory, timeout, concurrency, provisioned, keepAlive, megabytes, faults);
  }

  public PlatformSettings withFaults(List<Fault> other) {
    return new PlatformSettings(
        target, memory, timeout, concurrency, provisioned, keepAlive, tmpMegabytes, other);
  }

  PlatformRules rules() {
    return PlatformRules.of(target);
  }

  /** How many instances there may be. */
  int instances() {
    return rules().isFunction() ? concurrency : 1;
  }

  /** How many calls one of them takes at a time. */
  int callsPerInstance() {
    return rules().isFunction() ? 1 : concurrency;
  }

  /** Whether that happens to the instance or call of that number. */
  boolean hasFault(Fault.Kind kind, int at) {
    return faults.contains(new Fault(kind, at));
  }

  /**
   * What an instance may use.
   *
   * @param instance its number
   * @param machine CPUs of this machine
   */
  Limits limits(int instance, int machine) {
    boolean full = hasFault(Fault.Kind.FULL_TMP, instance);
    OptionalLong tmp = OptionalLong.empty();
    if (full) {
      tmp = OptionalLong.of(FULL_TMP_BYTES);
    } else if (tmpMegabytes.isPresent()) {
      tmp = OptionalLong.of(tmpMegabytes.getAsInt() * MEGABYTE);
    }
    return new Limits(memory.cpus(machine), memory.bytes(), tmp, full);
  }
}
