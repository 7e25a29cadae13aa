package dev.firstlight.platform;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Time since this process was created, which is where a cold start begins: before the JVM, before
 * any line of ours. Safe for use by several threads.
 *
 * <p>Linux tells the creation in ticks of 10 ms ({@code starttime} in proc(5)); the middle of the
 * tick is taken, so offsets are exact among themselves and within 5 ms of the truth against the
 * creation. Elsewhere the JVM's own start time stands in.
 */
public final class ProcessClock {
  private static final long TICK_NANOS = 10_000_000;
  private static final int START_TIME_FIELD = 22;
  private static final long MAX_PLAUSIBLE_DRIFT_NANOS = 50_000_000;

  private volatile long originNanos;
  private final LongSupplier nanoTime;

  /**
   * A clock whose zero is at {@code originNanos} of {@code nanoTime}.
   *
   * @param nanoTime as {@link System#nanoTime}
   */
  public ProcessClock(long originNanos, LongSupplier nanoTime) {
    this.originNanos = originNanos;
    this.nanoTime = nanoTime;
  }

  /** The clock of this process. */
  public static ProcessClock ofThisProcess() {
    long now = System.nanoTime();
    long age = ageNanos(Path.of("/proc"), now).orElseGet(ProcessClock::ageOfTheJvmNanos);
    return new ProcessClock(now - age, System::nanoTime);
  }

  /** Now, as {@link System#nanoTime} would say. */
  public long nanoTime() {
    return nanoTime.getAsLong();
  }

  /** Milliseconds from process creation until now. */
  public double millis() {
    return millisAt(nanoTime());
  }

  /**
   * Leaves the time between two readings out, as a process that is restored from a snapshot does
   * with the time that it lay there: it may be months, and on another machine the later reading may
   * be the smaller one. Offsets noted before stay right.
   *
   * @param fromNanos a reading of {@link System#nanoTime} before the snapshot
   * @param toNanos the first reading after it
   */
  public synchronized void leaveOut(long fromNanos, long toNanos) {
    originNanos += toNanos - fromNanos;
  }

  /** Milliseconds from process creation until that reading of {@link System#nanoTime}. */
  public double millisAt(long nanos) {
    return (nanos - originNanos) / 1e6;
  }

  /**
   * How old the process is, from a proc file system; empty where there is none or it is
   * implausible, as in sandboxes that emulate it.
   *
   * @param monotonicNanos the monotonic clock now, which does not count time asleep as the system's
   *     uptime does
   */
  static OptionalLong ageNanos(Path proc, long monotonicNanos) {
    try {
      String stat = Files.readString(proc.resolve("self/stat"));
      // The command may hold spaces and parentheses; fields are counted from behind it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[START_TIME_FIELD - 3]);
      String uptime = Files.readString(proc.resolve("uptime"));
      long uptimeNanos =
          (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e9);
      boolean sameClock = Math.abs(uptimeNanos - monotonicNanos) < MAX_PLAUSIBLE_DRIFT_NANOS;
      long now = sameClock ? monotonicNanos : uptimeNanos;
      long age = now - ticks * TICK_NANOS - TICK_NANOS / 2;
      return ticks > 0 && age > -2 * TICK_NANOS
          ? OptionalLong.of(Math.max(0, age))
          : OptionalLong.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  private static long ageOfTheJvmNanos() {
    long started = ManagementFactory.getRuntimeMXBean().getStartTime();
    return Math.max(0, System.currentTimeMillis() - started) * 1_000_000;
  }
}
