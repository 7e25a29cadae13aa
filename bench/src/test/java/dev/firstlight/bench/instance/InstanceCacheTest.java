package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceCacheTest {
  @TempDir Path parent;

  @Test
  void packages_areForgotten_andNativeLibrariesStay() throws IOException {
    try (InstanceCache cache = InstanceCache.in(parent)) {
      Path fetched = cache.folder().resolve("packages/abc/weights");
      Path unpacked = cache.folder().resolve("onnxruntime-1/lib.so");
      for (Path file : new Path[] {fetched, unpacked}) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
      }
      cache.forgetPackages();
      assertFalse(Files.exists(fetched));
      assertTrue(Files.exists(unpacked));
      cache.forgetPackages(); // there are none
    }
    try (var left = Files.list(parent)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void cacheOfAProcessThatIsGone_isRemoved_andNothingElse() throws IOException {
    long gone = 4_999_999; // beyond any process number of Linux
    Files.createDirectories(parent.resolve("instances-" + gone + "/packages"));
    Files.createDirectories(parent.resolve("instances-mine"));
    Files.createDirectories(parent.resolve("models"));
    InstanceCache.in(parent).close();
    assertFalse(Files.exists(parent.resolve("instances-" + gone)));
    assertTrue(Files.exists(parent.resolve("instances-mine")));
    assertTrue(Files.exists(parent.resolve("models")));
  }
}
