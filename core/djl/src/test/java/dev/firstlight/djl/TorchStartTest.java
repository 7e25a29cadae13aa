package dev.firstlight.djl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.model.TinyTorchModels;
import dev.firstlight.conformance.process.JavaCommand;
import dev.firstlight.conformance.process.JavaProcess;
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
  private List<String> serve(Path modelPackage, String runtime, List<String> flags)
      throws Exception {
    List<Path> classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .map(Path::of)
            .toList();
    JavaCommand command =
        JavaCommand.of(classPath, TorchProcess.class.getName())
            .withFlags(flags)
            .withArguments(
                List.of(modelPackage.toString(), TorchModel.NATIVES.toString(), runtime));
    try (JavaProcess process = JavaProcess.start(command)) {
      assertEquals(0, process.awaitExit(Duration.ofMinutes(2)), process::tail);
      return process.lines();
    }
  }

  @Test
  void pytorch_predictsWhatOnnxRuntimeDoes() throws Exception {
    List<String> torch =
        serve(TinyTorchModels.classifier(folder.resolve("torch")), "pytorch", List.of());
    List<String> onnx = serve(TinyModels.classifier(folder.resolve("onnx")), "onnx", List.of());
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
              TinyTorchModels.classifier(folder.resolve("m")),
              "pytorch",
              List.of(
                  "-Duser.home=" + home,
                  "-Djava.io.tmpdir=" + temporary,
                  "-Dhttp.proxyHost=127.0.0.1",
                  "-Dhttp.proxyPort=" + port,
                  "-Dhttps.proxyHost=127.0.0.1",
                  "-Dhttps.proxyPort=" + port,
                  "-Dhttp.nonProxyHosts="));
      assertEquals(1, lines.size(), lines.toString());
      assertEquals("nobody", caller(proxy));
    }
    assertEquals(List.of(), filesIn(home));
    assertEquals(List.of(), filesIn(temporary));
    assertEquals(before, bytesOf(TorchModel.NATIVES));
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
