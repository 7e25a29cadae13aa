package dev.firstlight.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeCacheTest {
  private static final String MAIN = "/natives/linux-x64/libmain.so";
  private static final String GLUE = "/natives/linux-x64/libglue.so";
  private static final List<String> BOTH = List.of(MAIN, GLUE);

  @TempDir Path temp;
  private Path cache;
  private byte[] main;
  private URLClassLoader loader;

  @BeforeEach
  void packLibrary() throws IOException {
    cache = temp.resolve("cache");
    main = new byte[300_000];
    new Random(1).nextBytes(main);
    loader = loader(jar("library.jar", Map.of(MAIN, main, GLUE, "glue".getBytes(UTF_8))));
  }

  @AfterEach
  void closeLoader() throws IOException {
    loader.close();
  }

  @Test
  void unpack_firstTime_writesEveryResource() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
    assertEquals("glue", Files.readString(directory.resolve("libglue.so")));
    assertEquals(cache, directory.getParent());
    assertTrue(
        String.valueOf(directory.getFileName()).matches("example-1\\.2-[0-9a-f]{16}"),
        directory.toString());
  }

  @Test
  void unpack_secondTime_leavesFilesAlone() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    Object before = Files.getAttribute(directory.resolve("libmain.so"), "unix:ino");

    Path again = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertEquals(directory, again);
    assertEquals(before, Files.getAttribute(directory.resolve("libmain.so"), "unix:ino"));
  }

  @Test
  void unpack_otherContentOfSameVersion_getsItsOwnDirectory() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    byte[] other = main.clone();
    other[7]++;
    try (URLClassLoader rebuilt =
        loader(jar("rebuilt.jar", Map.of(MAIN, other, GLUE, "glue".getBytes(UTF_8))))) {

      Path second = new NativeCache(cache).unpack("example", "1.2", rebuilt, BOTH);

      assertNotEquals(directory, second);
      assertArrayEquals(other, Files.readAllBytes(second.resolve("libmain.so")));
      assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
    }
  }

  @Test
  void unpack_truncatedFileInCache_isReplaced() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    Files.write(directory.resolve("libmain.so"), Arrays.copyOf(main, 100));

    new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
    assertOnly(directory);
  }

  @Test
  void unpack_directoryWithoutContentsFile_isReplaced() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    Files.delete(directory.resolve("contents"));
    Files.write(directory.resolve("libmain.so"), new byte[main.length]);

    new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
  }

  @Test
  void unpack_leftoversOfKilledProcess_areRemoved() throws IOException {
    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    Path leftover = cache.resolve("." + directory.getFileName() + ".killed");
    Files.move(directory, leftover);
    Files.write(leftover.resolve("libmain.so"), Arrays.copyOf(main, 100));

    new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertOnly(directory);
    assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
  }

  @Test
  void unpack_damagedJar_isRefusedAndLeavesNothing() throws IOException {
    Path jar = jar("damaged.jar", Map.of(MAIN, main));
    byte[] bytes = Files.readAllBytes(jar);
    bytes[1000] ^= 1;
    Files.write(jar, bytes);
    try (URLClassLoader damaged = loader(jar)) {

      StartException refusal =
          assertThrows(
              StartException.class,
              () -> new NativeCache(cache).unpack("example", "1.2", damaged, List.of(MAIN)));

      assertEquals(StartException.Kind.RUNTIME, refusal.kind());
      assertContains(refusal, "\"example\" 1.2", cache.toString(), "damaged", "CRC-32");
      assertEquals(0, directories().size());
    }
  }

  @Test
  void unpack_libraryOfOtherPlatforms_saysWhatThereIs() {
    StartException refusal =
        assertThrows(
            StartException.class,
            () ->
                new NativeCache(cache)
                    .unpack("example", "1.2", loader, List.of("/natives/plan9-mips/libmain.so")));

    assertEquals(StartException.Kind.RUNTIME, refusal.kind());
    assertContains(
        refusal,
        "\"example\" 1.2",
        "natives/plan9-mips/libmain.so",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        "there is linux-x64");
  }

  @Test
  void unpack_libraryNotOnClassPath_saysSo() {
    StartException refusal =
        assertThrows(
            StartException.class,
            () -> new NativeCache(cache).unpack("absent", "9", loader, List.of("/no/such.so")));

    assertContains(refusal, "\"absent\" 9", "no/such.so", "class path");
  }

  @Test
  void unpack_cacheDirectoryOthersCanWriteTo_isRefused() throws IOException {
    Files.createDirectory(cache);
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));

    StartException refusal =
        assertThrows(
            StartException.class,
            () -> new NativeCache(cache).unpack("example", "1.2", loader, BOTH));

    assertContains(refusal, "\"example\" 1.2", cache.toString(), "rwxrwxrwx", "others");
  }

  @Test
  void unpack_linkToDirectoryOthersCanWriteTo_isRefused() throws IOException {
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
    Files.createSymbolicLink(cache, open);

    assertThrows(
        StartException.class, () -> new NativeCache(cache).unpack("example", "1.2", loader, BOTH));
  }

  @Test
  void unpack_linkToOwnDirectory_works() throws IOException {
    Path own = Files.createDirectory(temp.resolve("own"));
    Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createSymbolicLink(cache, own);

    Path directory = new NativeCache(cache).unpack("example", "1.2", loader, BOTH);

    assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
  }

  @Test
  void unpack_cacheDirectoryOfAnotherUser_isRefused() throws IOException {
    new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
    boolean given = true;
    try {
      Files.setAttribute(cache, "unix:uid", 54_321);
    } catch (IOException e) {
      given = false;
    }
    assumeTrue(given, "only root can give directories away");

    StartException refusal =
        assertThrows(
            StartException.class,
            () -> new NativeCache(cache).unpack("example", "1.2", loader, BOTH));

    assertContains(refusal, "54321", "root");
  }

  @Test
  void unpack_cacheDirectoryThatIsAFile_isRefused() throws IOException {
    Files.writeString(cache, "in the way");

    StartException refusal =
        assertThrows(
            StartException.class,
            () -> new NativeCache(cache).unpack("example", "1.2", loader, BOTH));

    assertContains(refusal, "\"example\" 1.2", cache.toString());
  }

  @Test
  void unpack_resourcesInAFolder_areReadFromIt() throws IOException {
    Path folder = Files.createDirectories(temp.resolve("classes/natives/linux-x64"));
    Files.write(folder.resolve("libmain.so"), main);
    try (URLClassLoader exploded = loader(temp.resolve("classes"))) {

      Path directory = new NativeCache(cache).unpack("example", "1.2", exploded, List.of(MAIN));

      assertArrayEquals(main, Files.readAllBytes(directory.resolve("libmain.so")));
    }
  }

  @Test
  void unpack_manyThreadsAtOnce_allGetTheWholeLibrary() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      Callable<Path> start = () -> new NativeCache(cache).unpack("example", "1.2", loader, BOTH);
      var found = new HashSet<Path>();
      for (Future<Path> path : threads.invokeAll(Stream.generate(() -> start).limit(32).toList())) {
        found.add(path.get());
        assertArrayEquals(main, Files.readAllBytes(path.get().resolve("libmain.so")));
      }
      assertEquals(1, found.size(), found.toString());
      assertOnly(found.iterator().next());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void unpack_namesThatEscapeTheCache_areRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new NativeCache(cache).unpack("../example", "1.2", loader, BOTH));
  }

  @Test
  void unpack_twoResourcesOfOneFileName_areRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new NativeCache(cache).unpack("example", "1", loader, List.of(MAIN, "/libmain.so")));
  }

  private void assertOnly(Path directory) throws IOException {
    assertEquals(List.of(directory), directories());
  }

  private List<Path> directories() throws IOException {
    try (Stream<Path> entries = Files.list(cache)) {
      return entries.filter(Files::isDirectory).toList();
    }
  }

  private static void assertContains(Exception error, String... parts) {
    for (String part : parts) {
      assertTrue(
          String.valueOf(error.getMessage()).contains(part),
          "\"" + part + "\" is not in: " + error.getMessage());
    }
  }

  private static URLClassLoader loader(Path... classPath) throws IOException {
    List<URL> urls = new ArrayList<>();
    for (Path path : classPath) {
      urls.add(path.toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), null);
  }

  /** A jar with directory entries, as build tools make them, and nothing compressed. */
  private Path jar(String name, Map<String, byte[]> resources) throws IOException {
    Path jar = temp.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setMethod(ZipOutputStream.STORED);
      store(zip, "natives/", new byte[0]);
      store(zip, "natives/linux-x64/", new byte[0]);
      for (var resource : new TreeMap<>(resources).descendingMap().entrySet()) {
        store(zip, resource.getKey().substring(1), resource.getValue());
      }
    }
    return jar;
  }

  private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }
}
