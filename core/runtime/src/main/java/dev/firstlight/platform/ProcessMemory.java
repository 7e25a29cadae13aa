package dev.firstlight.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The memory of this process.
 *
 * @param heapBytes of the Java heap in use
 * @param nativeBytes resident outside the Java heap: what is resident less the heap's committed
 *     part, so too low by what of that was never touched
 * @param residentBytes in all, as the system counts; 0 where it does not say
 */
public record ProcessMemory(long heapBytes, long nativeBytes, long residentBytes) {
  /** Now. */
  public static ProcessMemory now() {
    Runtime runtime = Runtime.getRuntime();
    long committed = runtime.totalMemory();
    long resident = residentBytes(Path.of("/proc/self/status"));
    return new ProcessMemory(
        committed - runtime.freeMemory(), Math.max(0, resident - committed), resident);
  }

  private static long residentBytes(Path status) {
    try {
      for (String line : Files.readAllLines(status)) {
        if (line.startsWith("VmRSS:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException | RuntimeException e) {
      return 0;
    }
    return 0;
  }
}
