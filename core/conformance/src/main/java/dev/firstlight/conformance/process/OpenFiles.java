package dev.firstlight.conformance.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a process holds open, as Linux tells (proc(5)). Immutable.
 *
 * @param files regular files with a descriptor, each once
 * @param mapped regular files in its memory, each once
 * @param sockets TCP sockets
 */
public record OpenFiles(List<Path> files, List<Path> mapped, List<Socket> sockets) {
  private static final int LISTENING = 0x0A;
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int STATE = 3;
  private static final int INODE = 9;
  private static final int MAPPED_PATH = 5;

  public OpenFiles {
    files = List.copyOf(files);
    mapped = List.copyOf(mapped);
    sockets = List.copyOf(sockets);
  }

  /** A TCP socket; one that listens has the remote port 0. */
  public record Socket(int localPort, int remotePort, boolean listening) {}

  /**
   * Reads it.
   *
   * @throws IOException if the process has ended or belongs to another user
   */
  public static OpenFiles of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    Set<Path> files = new TreeSet<>();
    Set<String> inodes = new HashSet<>();
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
      for (Path descriptor : descriptors) {
        String target = target(descriptor);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        } else if (target.startsWith("/") && Files.isRegularFile(Path.of(target))) {
          files.add(Path.of(target));
        }
      }
    }
    List<Socket> sockets = new ArrayList<>();
    for (String table : List.of("net/tcp", "net/tcp6")) {
      if (Files.exists(process.resolve(table))) {
        addSockets(Files.readAllLines(process.resolve(table)), inodes, sockets);
      }
    }
    return new OpenFiles(List.copyOf(files), mapped(process.resolve("maps")), sockets);
  }

  /** Empty for a descriptor that was closed meanwhile. */
  private static String target(Path descriptor) throws IOException {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private static void addSockets(List<String> lines, Set<String> inodes, List<Socket> sockets) {
    for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
      String[] fields = line.trim().split("\\s+");
      if (fields.length > INODE && inodes.contains(fields[INODE])) {
        sockets.add(
            new Socket(
                port(fields[LOCAL]),
                port(fields[REMOTE]),
                Integer.parseInt(fields[STATE], 16) == LISTENING));
      }
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
  }

  private static List<Path> mapped(Path maps) throws IOException {
    Set<Path> mapped = new TreeSet<>();
    for (String line : Files.readAllLines(maps)) {
      String[] fields = line.split("\\s+", MAPPED_PATH + 1);
      if (fields.length > MAPPED_PATH && fields[MAPPED_PATH].startsWith("/")) {
        Path path = Path.of(fields[MAPPED_PATH]);
        if (Files.isRegularFile(path)) {
          mapped.add(path);
        }
      }
    }
    return List.copyOf(mapped);
  }

  /** Sockets that are connected to that port. */
  public List<Socket> connectedTo(int port) {
    return sockets.stream().filter(socket -> socket.remotePort() == port).toList();
  }

  /** Sockets of that port here: what listens there, and what was accepted there. */
  public List<Socket> servedAt(int port) {
    return sockets.stream().filter(socket -> socket.localPort() == port).toList();
  }

  /** Files with a descriptor below that folder. */
  public List<Path> below(Path folder) {
    return files.stream().filter(file -> file.startsWith(folder)).toList();
  }
}
