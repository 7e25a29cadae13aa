package dev.firstlight.bench.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JvmChoiceTest {
  @TempDir Path folder;

  @Test
  void runtime_thatIsAsked_saysWhatTheRunningOneDoes() {
    JavaHome running = JavaHome.current();
    assertEquals(running, JavaHome.at(running.home()));
  }

  @Test
  void folder_withoutARuntime_isRefused() {
    String message = Thrown.message(BenchException.class, () -> JavaHome.at(folder));
    assertTrue(message.contains("has no bin/java"), message);
  }

  @Test
  void setting_thatIsUnknown_isRefusedWithTheKnownOnes() {
    String message =
        Thrown.message(BenchException.class, () -> JvmChoice.of("fast", Optional.empty()));
    assertTrue(message.contains("tuned") && message.contains("plain"), message);
  }

  @Test
  void plain_hasNoFlags() {
    JvmChoice plain = JvmChoice.of(JvmChoice.PLAIN, Optional.empty());
    assertEquals(List.of(), plain.jvm(folder).allFlags());
  }

  @Test
  void tuned_onNewerRuntimes_addsTheirFlags() throws IOException {
    writeFlags("# why\n-XX:+UseSerialGC\n\n", "-Dnew=1\n");
    assertEquals(List.of("-XX:+UseSerialGC"), FlagFiles.read(folder, java(17)));
    assertEquals(List.of("-XX:+UseSerialGC", "-Dnew=1"), FlagFiles.read(folder, java(26)));
  }

  @Test
  void flag_thatNeedsQuotes_isRefused() throws IOException {
    writeFlags("-Dname=\"a b\"\n", "");
    String message = Thrown.message(BenchException.class, () -> FlagFiles.read(folder, java(17)));
    assertTrue(message.contains("-Dname=\"a b\"") && message.contains("quotes"), message);
  }

  private void writeFlags(String every, String since25) throws IOException {
    Files.createDirectories(folder.resolve("jvm"));
    Files.writeString(folder.resolve("jvm/instance.args"), every);
    Files.writeString(folder.resolve("jvm/instance-25.args"), since25);
  }

  private static JavaHome java(int feature) {
    return new JavaHome(Path.of("/jdk"), feature, feature + " Some, amd64");
  }
}
