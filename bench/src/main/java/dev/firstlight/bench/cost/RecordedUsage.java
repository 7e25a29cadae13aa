package dev.firstlight.bench.cost;

import dev.firstlight.bench.record.InvocationRecord;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the recorded calls of one deployment use, on a system that need not be the one that they ran
 * on.
 *
 * @param calls that an instance had
 * @param usage of all of them, and of what is held ready
 * @param turnedAway calls that no instance had
 */
public record RecordedUsage(List<RecordedCall> calls, Usage usage, int turnedAway) {
  public RecordedUsage {
    calls = List.copyOf(calls);
  }

  /**
   * What is held ready beside what calls start.
   *
   * @param provisioned instances of Lambda's provisioned concurrency, for the length of the run
   * @param minimum instances that Cloud Functions or Cloud Run keep, likewise
   */
  public record Held(int provisioned, int minimum) {
    /** Nothing. */
    public static final Held NONE = new Held(0, 0);

    public Held {
      if (provisioned < 0 || minimum < 0) {
        throw new IllegalArgumentException("a negative number of instances; 0 is least");
      }
    }
  }

  /**
   * Meters records.
   *
   * @param records of one deployment
   * @param metering of the system to price
   * @param own whether the records are of that system, so that what it billed counts
   * @param memory in MB where they do not say
   * @param held ready meanwhile
   * @throws IllegalArgumentException if a memory size is missing, or the system has none such
   */
  public static RecordedUsage of(
      List<InvocationRecord> records,
      Metering metering,
      boolean own,
      OptionalInt memory,
      Held held) {
    List<RecordedCall> calls = new ArrayList<>();
    Set<String> readied = held.provisioned() == 0 ? Set.of() : readied(records);
    for (InvocationRecord record : records) {
      RecordedCall.of(record, own, memory)
          .map(
              call ->
                  readied.contains(record.instance())
                      ? new RecordedCall(record, call.invocation().asProvisioned())
                      : call)
          .ifPresent(calls::add);
    }
    Usage usage = Usage.NONE;
    for (List<RecordedCall> instance : byInstance(calls).values()) {
      usage = usage.plus(instance(instance, metering));
    }
    if (!calls.isEmpty()) {
      usage = usage.plus(held(calls, metering, held, usage));
    }
    return new RecordedUsage(calls, usage, records.size() - calls.size());
  }

  /** Instances whose first call met no init phase: they were started before anybody called. */
  private static Set<String> readied(List<InvocationRecord> records) {
    Set<String> readied = new HashSet<>();
    for (InvocationRecord record : records) {
      if (record.first()
          && record.charge().filter(charge -> charge.initMillis().isEmpty()).isPresent()) {
        readied.add(record.instance());
      }
    }
    return readied;
  }

  static Map<String, List<RecordedCall>> byInstance(List<RecordedCall> calls) {
    Map<String, List<RecordedCall>> instances = new LinkedHashMap<>();
    for (RecordedCall call : calls) {
      instances
          .computeIfAbsent(
              call.record().run() + " " + call.record().instance(), name -> new ArrayList<>())
          .add(call);
    }
    return instances;
  }

  private static Usage instance(List<RecordedCall> calls, Metering metering) {
    Usage usage =
        metering.lifetime(lifetimeNanos(calls), calls.get(0).invocation().memoryMegabytes());
    if (!(metering instanceof CloudRunMetering)) {
      for (RecordedCall call : calls) {
        usage = usage.plus(metering.call(call.invocation()));
      }
      return usage;
    }
    // Calls that an instance has at the same time share its time.
    List<Invocation> busy = busy(calls);
    for (Invocation time : busy) {
      usage = usage.plus(metering.call(time));
    }
    return usage.quantity(Meter.REQUESTS).signum() == 0
        ? usage
        : usage.plus(
            Usage.of(Meter.REQUESTS, BigDecimal.valueOf(calls.size() - (long) busy.size())));
  }

  /** From its first call's beginning to its last one's end, which is all that records know. */
  static long lifetimeNanos(List<RecordedCall> calls) {
    long from = calls.stream().mapToLong(call -> call.record().times().sent()).min().orElse(0);
    long to = calls.stream().mapToLong(call -> call.record().times().done()).max().orElse(0);
    return to - from;
  }

  /** Stretches without a gap in which an instance started or answered. */
  private static List<Invocation> busy(List<RecordedCall> calls) {
    List<RecordedCall> sorted =
        calls.stream()
            .sorted(Comparator.comparingLong(call -> call.record().times().sent()))
            .toList();
    List<Invocation> busy = new ArrayList<>();
    long until = Long.MIN_VALUE;
    for (RecordedCall call : sorted) {
      Invocation own = call.invocation();
      long from = call.record().times().sent();
      long to = from + own.initNanos() + own.runNanos();
      if (from >= until || busy.isEmpty()) {
        busy.add(own);
        until = to;
      } else if (to > until) {
        Invocation open = busy.remove(busy.size() - 1);
        busy.add(open.lasting(open.initNanos(), open.runNanos() + to - until));
        until = to;
      }
    }
    return busy;
  }

  private static Usage held(List<RecordedCall> calls, Metering metering, Held held, Usage used) {
    int memory = calls.get(0).invocation().memoryMegabytes();
    long length = lifetimeNanos(calls);
    if (metering instanceof LambdaMetering) {
      return LambdaMetering.provisioned(held.provisioned(), memory, length);
    }
    BigDecimal there = Metering.secondsOfNanos(length).multiply(BigDecimal.valueOf(held.minimum()));
    // Those that are kept take the calls first, and are idle for what is left of their time.
    if (metering instanceof CloudFunctionsMetering functions) {
      BigDecimal cycles = functions.gigahertz().getOrDefault(memory, BigDecimal.ONE);
      return functions.idle(memory, idle(there, used.quantity(Meter.CPU), cycles));
    }
    if (metering instanceof CloudRunMetering run && !run.instanceBased()) {
      return run.idle(memory, idle(there, used.quantity(Meter.VCPU), run.vcpus()));
    }
    return Usage.NONE;
  }

  private static BigDecimal idle(BigDecimal there, BigDecimal used, BigDecimal perSecond) {
    BigDecimal busy = used.divide(perSecond, 9, RoundingMode.HALF_UP);
    return there.subtract(busy).max(BigDecimal.ZERO);
  }
}
