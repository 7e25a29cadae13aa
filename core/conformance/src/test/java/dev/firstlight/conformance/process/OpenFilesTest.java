package dev.firstlight.conformance.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(value = OS.LINUX, disabledReason = "reads procfs")
class OpenFilesTest {
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path folder;

  @Test
  void file_isThereWhileItIsOpen() throws Exception {
    Path file = Files.writeString(folder.toRealPath().resolve("a file"), "light");
    try (InputStream in = Files.newInputStream(file)) {
      assertEquals('l', in.read());
      assertEquals(List.of(file), OpenFiles.of(SELF).below(folder.toRealPath()));
    }
    assertEquals(List.of(), OpenFiles.of(SELF).below(folder.toRealPath()));
  }

  @Test
  void mappedFile_isThereWithoutADescriptor() throws Exception {
    Path file = Files.writeString(folder.toRealPath().resolve("a map"), "light");
    java.nio.MappedByteBuffer mapped;
    try (FileChannel channel = FileChannel.open(file)) {
      mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 5);
    }
    OpenFiles open = OpenFiles.of(SELF);
    assertEquals('l', mapped.get(0));
    assertTrue(open.mapped().contains(file), open::toString);
    assertEquals(List.of(), open.below(folder.toRealPath()));
  }

  @Test
  void sockets_haveTheirPorts() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort())) {
      OpenFiles open = OpenFiles.of(SELF);
      assertEquals(
          List.of(new OpenFiles.Socket(client.getLocalPort(), listener.getLocalPort(), false)),
          open.connectedTo(listener.getLocalPort()));
      assertTrue(
          open.servedAt(listener.getLocalPort())
              .contains(new OpenFiles.Socket(listener.getLocalPort(), 0, true)),
          open::toString);
    }
  }
}
