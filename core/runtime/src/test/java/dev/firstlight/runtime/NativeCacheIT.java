package dev.firstlight.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, and one that is killed while it unpacks. */
class NativeCacheIT {
  private static final String RESOURCE = "natives/libmain.so";
  private static final int BYTES = 8 << 20;

  @TempDir Path temp;
  private Path cache;
  private Path jar;
  private byte[] library;

  /** What each process runs: unpacks, then prints where to. */
  public static final class Unpacker {
    private Unpacker() {}

    public static void main(String[] args) throws IOException {
      try (var loader = new URLClassLoader(new URL[] {Path.of(args[0]).toUri().toURL()}, null)) {
        System.out.println(
            new NativeCache(Path.of(args[1])).unpack("big", "1", loader, List.of(RESOURCE)));
      }
    }
  }

  /** Unpacks as {@link Unpacker} does, but gets no further than half of the file. */
  public static final class StuckUnpacker {
    private StuckUnpacker() {}

    public static void main(String[] args) throws IOException {
      byte[] library;
      try (var loader = new URLClassLoader(new URL[] {Path.of(args[0]).toUri().toURL()}, null);
          InputStream in = loader.getResourceAsStream(RESOURCE)) {
        library = in.readAllBytes();
      }
      AtomicInteger readings = new AtomicInteger();
      URLStreamHandler handler =
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  // The first reading is for the checksum, the second for the file.
                  return readings.incrementAndGet() == 1
                      ? new ByteArrayInputStream(library)
                      : new SequenceInputStream(
                          new ByteArrayInputStream(library, 0, library.length / 2), new Silence());
                }
              };
            }
          };
      ClassLoader stuck =
          new ClassLoader(null) {
            @Override
            public URL getResource(String name) {
              try {
                return new URL(null, "stuck:" + name, handler);
              } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
              }
            }
          };
      new NativeCache(Path.of(args[1])).unpack("big", "1", stuck, List.of(RESOURCE));
    }
  }

  /** Says that it was reached, and then nothing ever. */
  private static final class Silence extends InputStream {
    @Override
    public int read() {
      System.out.println("half");
      while (true) {
        LockSupport.park();
      }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) {
      return read();
    }
  }

  @BeforeEach
  void packLibrary() throws IOException {
    cache = temp.resolve("cache");
    jar = temp.resolve("library.jar");
    library = new byte[BYTES];
    new Random(7).nextBytes(library);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry(RESOURCE));
      zip.write(library);
      zip.closeEntry();
    }
  }

  @Test
  void unpack_processesThatStartTogether_shareOneDirectory() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      processes.add(start(Unpacker.class));
    }
    Set<String> printed = new HashSet<>();
    for (Process process : processes) {
      printed.add(output(process));
    }

    assertEquals(1, printed.size(), printed.toString());
    assertArrayEquals(library, unpacked(Path.of(printed.iterator().next())));
    assertEquals(1, directories().size(), directories().toString());
  }

  @Test
  void unpack_afterProcessWasKilledWhileUnpacking_isWhole() throws Exception {
    Process victim = start(StuckUnpacker.class);
    assertEquals("half", victim.inputReader().readLine());
    victim.destroyForcibly().waitFor();
    assertEquals(1, directories().size(), "the process was to be killed while it unpacked");
    assertTrue(
        String.valueOf(directories().get(0).getFileName()).startsWith("."),
        directories().toString());

    Path directory = Path.of(output(start(Unpacker.class)));

    assertArrayEquals(library, unpacked(directory));
    assertEquals(List.of(directory), directories());
  }

  private Process start(Class<?> program) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            jar.toString(),
            cache.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String output(Process process) throws Exception {
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process does not end");
    assertEquals(0, process.exitValue(), text);
    return text.strip();
  }

  private static byte[] unpacked(Path directory) throws IOException {
    return Files.readAllBytes(directory.resolve("libmain.so"));
  }

  private List<Path> directories() throws IOException {
    if (!Files.exists(cache)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }
}
