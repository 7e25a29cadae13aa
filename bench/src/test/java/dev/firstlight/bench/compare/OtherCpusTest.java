package dev.firstlight.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherCpusTest {
  @TempDir Path procfs;

  @BeforeEach
  void quietMachine() throws IOException {
    write(1000, 100, 0);
  }

  @Test
  void average_ofTicksOfThisProcessAndTheInstance_isZero() throws IOException {
    OtherCpus others = OtherCpus.watch(procfs, 42);
    write(1300, 200, 200);
    assertEquals(OptionalDouble.of(0), others.average());
  }

  @Test
  void average_ofTicksOfOthers_isAbove() throws IOException {
    OtherCpus others = OtherCpus.watch(procfs, 42);
    write(2000, 100, 0);
    assertTrue(others.average().orElseThrow() > 1, others.average().toString());
  }

  @Test
  void average_onceTheInstanceHasEnded_isUnknown() throws IOException {
    OtherCpus others = OtherCpus.watch(procfs, 42);
    Files.delete(procfs.resolve("42/stat"));
    assertEquals(OptionalDouble.empty(), others.average());
  }

  @Test
  void average_withoutProcfs_isUnknown() {
    assertEquals(OptionalDouble.empty(), OtherCpus.watch(procfs.resolve("none"), 42).average());
  }

  private void write(long machine, long self, long instance) throws IOException {
    Files.writeString(
        procfs.resolve("stat"), "cpu  " + machine + " 0 0 9999 77 0 0 5 0 0\ncpu0 1\n");
    process("self", self);
    process("42", instance);
  }

  private void process(String name, long ticks) throws IOException {
    Files.createDirectories(procfs.resolve(name));
    // A command may have blanks and parentheses in it.
    Files.writeString(
        procfs.resolve(name).resolve("stat"),
        "1 (a b) c) S 1 1 1 0 -1 4194304 1 2 3 4 " + ticks + " 0 7 8 20 0 1 0 1\n");
  }
}
