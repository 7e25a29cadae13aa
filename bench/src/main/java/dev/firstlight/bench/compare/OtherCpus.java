package dev.firstlight.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How many CPUs programs use that have nothing to do with the run: what the whole machine used,
 * less this process, less the instance. Read from procfs, whose clock ticks every 10 ms; empty on
 * systems without it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_stat.5.html">proc_stat(5)</a>
 */
final class OtherCpus {
  private static final double TICKS_PER_SECOND = 100;
  private static final int IDLE = 3;
  private static final int IO_WAIT = 4;
  private static final int STEAL = 7;

  private final Path procfs;
  private final long pid;
  private final OptionalDouble begin;
  private final long beginNanos;

  private OtherCpus(Path procfs, long pid) {
    this.procfs = procfs;
    this.pid = pid;
    this.begin = othersSeconds();
    this.beginNanos = System.nanoTime();
  }

  /** Watches from now on, while that instance runs. */
  static OtherCpus watch(Path procfs, long pid) {
    return new OtherCpus(procfs, pid);
  }

  /** The average since then. */
  OptionalDouble average() {
    OptionalDouble end = othersSeconds();
    double elapsed = (System.nanoTime() - beginNanos) / 1e9;
    return begin.isEmpty() || end.isEmpty() || elapsed <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.max(0, (end.getAsDouble() - begin.getAsDouble()) / elapsed));
  }

  private OptionalDouble othersSeconds() {
    try {
      return OptionalDouble.of(
          (machineTicks() - processTicks("self") - processTicks(Long.toString(pid)))
              / TICKS_PER_SECOND);
    } catch (IOException | RuntimeException e) {
      return OptionalDouble.empty(); // no procfs, or the instance has ended
    }
  }

  /** User, nice, system, interrupts; not idle, nor what the hypervisor gave to others. */
  private double machineTicks() throws IOException {
    String first = Files.readAllLines(procfs.resolve("stat")).get(0);
    long[] ticks =
        Arrays.stream(first.trim().split("\\s+")).skip(1).mapToLong(Long::parseLong).toArray();
    long busy = 0;
    for (int i = 0; i < STEAL; i++) {
      busy += i == IDLE || i == IO_WAIT ? 0 : ticks[i];
    }
    return busy;
  }

  /** Its own time, and that of its children that have ended. */
  private double processTicks(String process) throws IOException {
    String stat = Files.readString(procfs.resolve(process).resolve("stat"));
    // The second field is the command, in parentheses, and may have blanks in it.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
