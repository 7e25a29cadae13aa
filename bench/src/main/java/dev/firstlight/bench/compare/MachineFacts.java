package dev.firstlight.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import dev.firstlight.bench.record.RunPlan.Machine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Describes this machine. */
public final class MachineFacts {
  private MachineFacts() {}

  /** Reads what the system tells. */
  public static Machine read(Path procfs) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Machine(
        processor(procfs).orElse(system.getArch() + " processor"),
        system.getAvailableProcessors(),
        system.getTotalMemorySize(),
        system.getName() + " " + system.getVersion() + " " + system.getArch(),
        system.getSystemLoadAverage());
  }

  private static Optional<String> processor(Path procfs) {
    try (Stream<String> lines = Files.lines(procfs.resolve("cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).trim())
          .findFirst();
    } catch (IOException | java.io.UncheckedIOException e) {
      return Optional.empty();
    }
  }
}
