package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledNativesTest {
  @TempDir Path folder;

  @Test
  void unpackedLibraries_areTakenOverByName() throws IOException {
    Path unpacked = Files.createDirectories(folder.resolve("cache/0123"));
    Files.writeString(unpacked.resolve("contents"), "libx.so");
    Files.writeString(unpacked.resolve("libx.so"), "library");
    natives().take(folder.resolve("cache"));
    assertEquals("library", Files.readString(folder.resolve("native/libx.so")));
    assertTrue(Files.notExists(folder.resolve("native/contents")));
  }

  @Test
  void cacheWithoutLibraries_isRefused() throws IOException {
    Files.createDirectories(folder.resolve("cache/packages"));
    String message =
        Thrown.message(BenchException.class, () -> natives().take(folder.resolve("cache")));
    assertTrue(message.contains("no native library"), message);
  }

  @Test
  void jarOfTheLibrary_keepsNoneForAnyPlatform_andItsTime() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("native")).resolve("libx.so"), "");
    Path jar = jar("x.jar", "a/A.class", "linux-x64/libx.so", "win-x64/x.dll", "osx/libx.dylib");
    FileTime time = FileTime.from(Instant.parse("2026-01-02T03:04:06Z"));
    Files.setLastModifiedTime(jar, time);
    natives().stripFrom(List.of(jar));
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      assertEquals(List.of("a/A.class"), zip.stream().map(ZipEntry::getName).toList());
      assertEquals(
          "a/A.class",
          new String(
              zip.getInputStream(zip.getEntry("a/A.class")).readAllBytes(),
              StandardCharsets.UTF_8));
    }
    assertEquals(time, Files.getLastModifiedTime(jar));
  }

  @Test
  void jarOfOtherLibraries_staysAsItIs() throws IOException {
    Files.writeString(Files.createDirectories(folder.resolve("native")).resolve("libx.so"), "");
    Path jar = jar("y.jar", "b/B.class", "linux-x64/liby.so");
    byte[] before = Files.readAllBytes(jar);
    natives().stripFrom(List.of(jar));
    assertArrayEquals(before, Files.readAllBytes(jar));
  }

  private BundledNatives natives() {
    return new BundledNatives(folder.resolve("native"));
  }

  /** A jar whose entries have their own names in them. */
  private Path jar(String name, String... entries) throws IOException {
    Path jar = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (String entry : entries) {
        out.putNextEntry(new ZipEntry(entry));
        out.write(entry.getBytes(StandardCharsets.UTF_8));
        out.closeEntry();
      }
    }
    return jar;
  }
}
