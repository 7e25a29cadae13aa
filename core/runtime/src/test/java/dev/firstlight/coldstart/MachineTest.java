package dev.firstlight.coldstart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.model.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineTest {
  private static final String AVX2 = "processor : 0\nflags\t\t: fpu sse2 fma avx f16c avx2 bmi1\n";
  private static final String AVX512 = "flags : fpu sse2 fma avx f16c avx2 avx512f avx512vl\n";
  private static final String ARM = "Features : fp asimd crc32 asimddp sve\n";

  @TempDir Path folder;

  private Machine machine(String cpuinfo) throws IOException {
    Path file = folder.resolve("cpuinfo");
    Files.writeString(file, cpuinfo);
    return Machine.of("Linux", "amd64", file);
  }

  @Test
  void instructionSet_isWhatDecidesLayouts_inOneOrder() throws IOException {
    assertEquals(Optional.of("avx+avx2+f16c+fma"), machine(AVX2).instructionSet());
    assertEquals(Optional.of("asimd+asimddp+sve"), machine(ARM).instructionSet());
  }

  @Test
  void requirements_ofAMachine_holdOnIt() throws IOException {
    Requirements requires = machine(AVX2).requirements("1.2").orElseThrow();
    assertEquals(Optional.empty(), machine(AVX2).lacks(requires, "1.2"));
  }

  @Test
  void aProcessorWithMore_lacksToo_sinceItsLayoutIsAnother() throws IOException {
    Requirements requires = machine(AVX2).requirements("1.2").orElseThrow();
    String lack = machine(AVX512).lacks(requires, "1.2").orElseThrow();
    assertTrue(lack.contains("requires instruction set avx+avx2+f16c+fma, here is"), lack);
    assertTrue(lack.contains("avx512f"), lack);
  }

  @Test
  void otherRuntimeVersion_isNamed() throws IOException {
    Requirements requires = machine(AVX2).requirements("1.2").orElseThrow();
    assertEquals(
        Optional.of("requires runtime version 1.2, here is 1.3"),
        machine(AVX2).lacks(requires, "1.3"));
  }

  @Test
  void unreadableProcessor_hasNoRequirements_andMeetsNone() throws IOException {
    Machine unknown = Machine.of("Mac OS X", "aarch64", folder.resolve("absent"));
    assertEquals(Optional.empty(), unknown.requirements("1.2"));
    assertEquals(unknown.instructionSet(), machine("flags : new1 new2\n").instructionSet());
    Requirements requires = machine(AVX2).requirements("1.2").orElseThrow();
    String lack = unknown.lacks(requires, "1.2").orElseThrow();
    assertTrue(lack.contains("not known"), lack);
  }
}
