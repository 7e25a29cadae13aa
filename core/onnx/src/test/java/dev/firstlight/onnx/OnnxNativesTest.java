package dev.firstlight.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the native libraries come from, each in a process of its own. */
class OnnxNativesTest {
  @TempDir Path folder;

  @Test
  void librariesOfThePlatform_areUnpackedAndServeAsNativeDirectory() throws Exception {
    assertEquals(NativeImport.DONE, imported(List.of(), cache()));
    try (Stream<Path> files = Files.walk(folder)) {
      Path library =
          files
              .filter(file -> file.endsWith(System.mapLibraryName("onnxruntime")))
              .findFirst()
              .orElseThrow();
      Path natives = Files.move(library.getParent(), folder.resolve("natives"));
      Path unused = folder.resolve("unused");
      assertEquals(NativeImport.DONE, imported(List.of(), unused.toString(), natives.toString()));
      assertTrue(Files.notExists(unused), "something was unpacked all the same");
    }
  }

  @Test
  void platformWithoutLibraries_isRefusedWithThoseThatThereAre() throws Exception {
    String printed = imported(List.of("-Dos.arch=sparc"), cache());
    assertTrue(printed.startsWith("RUNTIME: "), printed);
    assertTrue(printed.contains("sparc"), printed);
    assertTrue(printed.contains("linux-x64"), printed);
  }

  @Test
  void emptyNativeDirectory_isRefusedWithTheFileThatItLacks() throws Exception {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String printed = imported(List.of(), cache(), empty.toString());
    assertTrue(printed.startsWith("RUNTIME: native-directory \"" + empty + "\""), printed);
    assertTrue(printed.contains(System.mapLibraryName("onnxruntime")), printed);
  }

  @Test
  void nativeDirectoryOfSomethingElse_isRefusedWithTheVersionThatIsWanted() throws Exception {
    Path other = Files.createDirectory(folder.resolve("other"));
    for (String library : List.of("onnxruntime", "onnxruntime4j_jni")) {
      Files.writeString(other.resolve(System.mapLibraryName(library)), "no library");
    }
    String printed = imported(List.of(), cache(), other.toString());
    assertTrue(printed.startsWith("RUNTIME: the native library of ONNX Runtime "), printed);
    assertTrue(
        printed.contains(other + "\", which must have the libraries of this very version"),
        printed);
  }

  private String cache() {
    return folder.resolve("cache").toString();
  }

  /** The last line that such a process prints. */
  private static String imported(List<String> flags, String... arguments) throws Exception {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    JavaCommand command =
        JavaCommand.of(classPath, NativeImport.class.getName())
            .withFlags(flags)
            .withArguments(List.of(arguments));
    try (ChildProcess process = ChildProcess.start(command)) {
      assertEquals(0, process.awaitExit(Duration.ofSeconds(60)), process::tail);
      List<String> lines = process.lines();
      return lines.get(lines.size() - 1);
    }
  }
}
