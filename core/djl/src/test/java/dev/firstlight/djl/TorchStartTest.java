package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.model.TinyTorchModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole starts, in processes of their own. */
@Timeout(180)
class TorchStartTest {
  @TempDir Path folder;

  @BeforeAll
  static void unpack() {
    new DjlServingRuntime().importLibraries(TorchModel.options());
  }

  /** What a process that serves the package prints; nothing else may appear. */
  private static List<String> serve(List<String> flags, Object... arguments) throws Exception {
    try (ChildProcess process = start(path -> true, flags, arguments)) {
      assertEquals(0, process.awaitExit(Duration.ofMinutes(2)), process::tail);
      return process.lines();
    }
  }

  private static ChildProcess start(
      Predicate<Path> onClassPath, List<String> flags, Object... arguments) throws IOException {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .filter(onClassPath)
            .toList();
    return ChildProcess.start(
        JavaCommand.of(classPath, TorchProcess.class.getName())
            .withFlags(flags)
            .withArguments(Arrays.stream(arguments).map(String::valueOf).toList()));
  }

  @Test
  void pytorch_predictsWhatOnnxRuntimeDoes() throws Exception {
    List<String> torch =
        serve(
            List.of(),
            TinyTorchModels.classifier(folder.resolve("torch")),
            TorchModel.NATIVES,
            "pytorch");
    List<String> onnx =
        serve(List.of(), TinyModels.classifier(folder.resolve("onnx")), TorchModel.NATIVES, "onnx");
    assertEquals(onnx, torch);
    assertEquals(1, torch.size(), torch.toString());
  }

  @Test
  void start_touchesNeitherHomeNorTemporaryFolderNorNetwork() throws Exception {
    Path home = Files.createDirectory(folder.resolve("home"));
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    long before = bytesOf(TorchModel.NATIVES);
    try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      proxy.setSoTimeout(1);
      String port = Integer.toString(proxy.getLocalPort());
      List<String> lines =
          serve(
              List.of(
                  "-Duser.home=" + home,
                  "-Djava.io.tmpdir=" + temporary,
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + port,
                  "-Dhttps.proxyHost=127.0.0.1",
                  "-Dhttps.proxyPort=" + port,
                  "-Dhttp.nonProxyHosts="),
              TinyTorchModels.classifier(folder.resolve("m")),
              TorchModel.NATIVES,
              "pytorch");
      assertEquals(1, lines.size(), lines.toString());
      assertEquals("nobody", caller(proxy));
    }
    assertEquals(List.of(), filesIn(home));
    assertEquals(List.of(), filesIn(temporary));
    assertEquals(before, bytesOf(TorchModel.NATIVES));
  }

  @Test
  void nativeDirectory_isUsedInPlace_besideWhatOthersHaveThere() throws Exception {
    Path cache = folder.resolve("cache");
    List<String> lines =
        serve(
            List.of(),
            TinyTorchModels.classifier(folder.resolve("m")),
            cache,
            "pytorch",
            nativeDirectory());
    assertEquals(1, lines.size(), lines.toString());
    assertFalse(Files.exists(cache));
  }

  /** The libraries, and one that is none of PyTorch's and cannot be loaded. */
  private Path nativeDirectory() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("natives"));
    for (Path file : filesIn(TorchModel.NATIVES)) {
      if (String.valueOf(file.getParent()).contains("pytorch-")) {
        Files.createSymbolicLink(directory.resolve(file.getFileName()), file);
      }
    }
    Files.writeString(directory.resolve("libother.so"), "no library");
    return directory;
  }

  @Test
  void incompleteNativeDirectory_isNamedWithWhatItLacks() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("natives"));
    assertFails(
        path -> true,
        "native-directory \"" + directory + "\" has no readable",
        folder.resolve("cache"),
        "pytorch",
        directory);
  }

  @Test
  void librariesThatAreNotOnTheClassPath_areNamedWithTheArtifactThatHasThem() throws Exception {
    assertFails(
        path -> !path.toString().contains("pytorch-native"),
        "add ai.djl.pytorch:pytorch-native-cpu:",
        folder.resolve("cache"),
        "pytorch");
  }

  @Test
  void librariesOfAnotherVersion_areRefused() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other").resolve("native").resolve("lib"));
    Files.writeString(
        other.resolve("pytorch.properties"),
        "version=1.0.0-1\nflavor=cpu\nclassifier=%s\nlibraries=libtorch.so\n"
            .formatted(TorchBundle.platform()));
    try (ChildProcess process =
        start(
            path -> !path.toString().contains("pytorch-native"),
            List.of("-Xbootclasspath/a:" + folder.resolve("other")),
            TinyTorchModels.classifier(folder.resolve("m")),
            folder.resolve("cache"),
            "pytorch")) {
      assertNotEquals(0, process.awaitExit(Duration.ofMinutes(2)));
      assertTrue(process.tail().contains("the class path has PyTorch 1.0.0"), process.tail());
    }
  }

  private void assertFails(Predicate<Path> onClassPath, String message, Object... rest)
      throws Exception {
    Object[] arguments = new Object[rest.length + 1];
    arguments[0] = TinyTorchModels.classifier(folder.resolve("m"));
    System.arraycopy(rest, 0, arguments, 1, rest.length);
    try (ChildProcess process = start(onClassPath, List.of(), arguments)) {
      assertNotEquals(0, process.awaitExit(Duration.ofMinutes(2)));
      assertTrue(process.tail().contains("cold start failed in import"), process.tail());
      assertTrue(process.tail().contains(message), process.tail());
    }
  }

  private static String caller(ServerSocket server) throws IOException {
    try (Socket socket = server.accept()) {
      return socket.toString();
    } catch (SocketTimeoutException e) {
      return "nobody";
    }
  }

  private static List<Path> filesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static long bytesOf(Path folder) throws IOException {
    long bytes = 0;
    for (Path file : filesIn(folder)) {
      bytes += Files.size(file);
    }
    return bytes;
  }
}
