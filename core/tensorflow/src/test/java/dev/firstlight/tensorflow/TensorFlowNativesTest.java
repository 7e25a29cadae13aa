package dev.firstlight.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.runtime.RuntimeOptions;
import dev.firstlight.tensor.Buffers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorFlowNativesTest {
  private static final ClassLoader LOADER = TensorFlowNativesTest.class.getClassLoader();

  @TempDir Path folder;

  private RuntimeOptions options(Optional<Path> natives) {
    return new RuntimeOptions(folder.resolve("cache"), natives, 1, false, new Buffers(1 << 20));
  }

  private String refused(TensorFlowNatives natives, Optional<Path> directory) {
    StartException e =
        assertThrows(StartException.class, () -> natives.directory(options(directory)));
    assertEquals(StartException.Kind.RUNTIME, e.kind());
    return e.getMessage();
  }

  @Test
  void platformWithoutLibrary_isNamedBesideThoseThatHaveOne() {
    String message = refused(new TensorFlowNatives(LOADER, "linux-riscv64"), Optional.empty());
    assertTrue(message.contains("no native library for linux-riscv64"), message);
    assertTrue(message.contains("it has linux-x86_64;"), message);
    assertTrue(message.contains("tensorflow-core-native:"), message);
  }

  @Test
  void classPathWithoutAnyLibrary_isSaidToHaveNone() {
    ClassLoader bare = ClassLoader.getPlatformClassLoader();
    String message = refused(new TensorFlowNatives(bare, "linux-x86_64"), Optional.empty());
    assertTrue(message.contains("it has none at all"), message);
  }

  @Test
  void nativeDirectory_isTakenWhereItIsWhole() throws IOException {
    TensorFlowNatives natives = new TensorFlowNatives(LOADER, "linux-x86_64");
    Path directory = Files.createDirectories(folder.resolve("natives"));
    String message = refused(natives, Optional.of(directory));
    assertTrue(message.contains("has no readable libtensorflow_framework.so.2"), message);
    for (String library :
        new String[] {
          "libtensorflow_framework.so.2", "libtensorflow_cc.so.2", "libjnitensorflow.so"
        }) {
      Files.createFile(directory.resolve(library));
    }
    assertEquals(directory.toAbsolutePath(), natives.directory(options(Optional.of(directory))));
    assertTrue(Files.notExists(folder.resolve("cache")), "nothing is unpacked");
  }
}
