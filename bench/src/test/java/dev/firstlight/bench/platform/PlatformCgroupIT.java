package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.isolation.CgroupIsolation;
import dev.firstlight.bench.platformlog.LogEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances in cgroups; skipped, with the reason, where this machine or user cannot have them. */
class PlatformCgroupIT {
  /** More of them take a while: {@code -Dfirstlight.instances=200} tries it out. */
  private static final int INSTANCES = Integer.getInteger("firstlight.instances", 20);

  private final Probes probes = new Probes();
  @TempDir Path scratch;

  @BeforeEach
  void needCgroups() {
    String reason = "";
    try {
      CgroupIsolation.begin(List.of()).close();
    } catch (BenchException e) {
      reason = String.valueOf(e.getMessage());
    }
    assumeTrue(reason.isEmpty(), reason);
  }

  /** What the kernel promises is a bound from above: a busy machine grants less. */
  @Test
  void cpuTime_isBoundToTheMemorySize() throws Exception {
    for (int megabytes : List.of(884, 1769)) {
      try (Platform platform =
          probes.start(Probes.settings().withMemory(megabytes), true, scratch)) {
        assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
        long before = cpuNanos();
        long begin = System.nanoTime();
        Account busy = Probes.call(platform, "/busy/1000");
        double elapsed = System.nanoTime() - begin;
        double used = cpuNanos() - before;

        assertEquals("busy", busy.answer().text());
        double share = megabytes / 1769.0;
        System.out.printf(
            "%d MB: %.2f of a CPU while busy, at most %.2f%n", megabytes, used / elapsed, share);
        assertTrue(
            used < share * elapsed + 60e6, // three periods of 20 ms
            "%d MB used %.0f ms of CPU in %.0f ms".formatted(megabytes, used / 1e6, elapsed / 1e6));
      }
    }
  }

  @Test
  void memoryBeyondTheLimit_killsTheInstance_andThePlatformGoesOn() throws Exception {
    try (Platform platform = probes.start(Probes.settings(), true, scratch)) {
      Account fits = Probes.call(platform, "/hold/50");
      assertEquals("holds 50", fits.answer().text(), probes::told);
      Account killed = Probes.call(platform, "/hold/400");

      assertEquals(Outcome.OUT_OF_MEMORY, killed.outcome(), probes::told);
      assertEquals(502, killed.answer().status());
      LogEvent.Report report = probes.report(killed);
      assertEquals(256, report.maxMemoryMegabytes());
      assertEquals("error", report.status());
      assertTrue(
          probes.events().contains(new LogEvent.Exit(killed.requestId(), "signal: killed")),
          probes::told);
      Account next = Probes.call(platform, "/echo");
      assertEquals(Outcome.ANSWERED, next.outcome(), probes::told);
      assertTrue(next.cold());
    }
  }

  @Test
  void instances_oneAfterAnother_leaveNothing() throws Exception {
    List<Path> before = cgroups();
    List<Long> processes = new ArrayList<>();
    // A whole CPU: a JVM takes seconds to start with the seventh of one that 256 MB come with.
    PlatformSettings settings = Probes.settings().withMemory(1769);
    for (int i = 0; i < INSTANCES; i++) {
      try (Platform platform = probes.start(settings, true, scratch)) {
        assertEquals(Outcome.ANSWERED, Probes.call(platform, "/echo").outcome(), probes::told);
        ProcessHandle.current().descendants().map(ProcessHandle::pid).forEach(processes::add);
      }
    }
    assertEquals(before, cgroups());
    assertTrue(processes.size() >= INSTANCES, processes::toString);
    processes.forEach(pid -> assertTrue(ProcessHandle.of(pid).isEmpty(), "pid " + pid));
    try (var left = Files.list(scratch)) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(List.of(), listening());
  }

  private static List<Path> cgroups() throws IOException {
    List<Path> found = new ArrayList<>();
    String own = "firstlight-" + ProcessHandle.current().pid() + "-";
    try (var tree = Files.find(Path.of("/sys/fs/cgroup"), 4, (path, is) -> is.isDirectory())) {
      tree.filter(path -> path.getFileName().toString().startsWith(own)).forEach(found::add);
    }
    return found;
  }

  /** Sockets of this process that listen: a Runtime API that was left open. */
  private static List<Integer> listening() throws IOException {
    return dev.firstlight.conformance.process.OpenFiles.of(ProcessHandle.current().pid())
        .sockets()
        .stream()
        .filter(dev.firstlight.conformance.process.OpenFiles.Socket::listening)
        .map(dev.firstlight.conformance.process.OpenFiles.Socket::localPort)
        .toList();
  }

  /** CPU time of the one instance that there is, as its cgroup counts it. */
  private static long cpuNanos() throws IOException {
    for (Path folder : cgroups()) {
      OptionalLong used = usage(folder.resolve("i1"));
      if (used.isPresent()) {
        return used.getAsLong();
      }
    }
    throw new AssertionError("no cgroup counts CPU time");
  }

  private static OptionalLong usage(Path cgroup) throws IOException {
    Path v1 = cgroup.resolve("cpuacct.usage");
    if (Files.exists(v1)) {
      return OptionalLong.of(Long.parseLong(Files.readString(v1).trim()));
    }
    Path v2 = cgroup.resolve("cpu.stat");
    if (Files.exists(v2) && Files.exists(cgroup.resolve("memory.max"))) {
      return Files.readAllLines(v2).stream()
          .filter(line -> line.startsWith("usage_usec "))
          .mapToLong(line -> 1000 * Long.parseLong(line.substring("usage_usec ".length())))
          .findFirst();
    }
    return OptionalLong.empty();
  }
}
