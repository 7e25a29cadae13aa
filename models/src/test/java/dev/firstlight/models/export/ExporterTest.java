package dev.firstlight.models.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.models.PackageWriter;
import dev.firstlight.models.onnx.OnnxExporter;
import dev.firstlight.models.pytorch.TorchScriptExporter;
import dev.firstlight.models.tensorflow.SavedModelExporter;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every exporter promises. */
class ExporterTest {
  @TempDir private Path folder = Path.of("");

  static List<Exporter> exporters() {
    return List.of(new OnnxExporter(), new SavedModelExporter(), new TorchScriptExporter());
  }

  @ParameterizedTest
  @MethodSource("exporters")
  void sameSeed_givesTheSameBytes(Exporter exporter) throws IOException {
    SortedMap<String, byte[]> first = SmallGraph.files(exporter, SmallGraph.of(7));
    SortedMap<String, byte[]> second = SmallGraph.files(exporter, SmallGraph.of(7));
    assertEquals(first.keySet(), second.keySet());
    first.forEach((path, bytes) -> assertArrayEquals(bytes, second.get(path), path));
  }

  @ParameterizedTest
  @MethodSource("exporters")
  void otherSeed_givesOtherWeightsInFilesOfTheSameSize(Exporter exporter) throws IOException {
    SortedMap<String, byte[]> first = SmallGraph.files(exporter, SmallGraph.of(7));
    SortedMap<String, byte[]> second = SmallGraph.files(exporter, SmallGraph.of(8));
    assertEquals(first.keySet(), second.keySet());
    boolean differs = false;
    Iterator<byte[]> others = second.values().iterator();
    for (byte[] bytes : first.values()) {
      byte[] other = others.next();
      assertEquals(bytes.length, other.length);
      differs |= !Arrays.equals(bytes, other);
    }
    assertTrue(differs);
  }

  @ParameterizedTest
  @MethodSource("exporters")
  void fullDisk_leavesNoPackage(Exporter exporter) throws IOException {
    long bytes =
        SmallGraph.files(exporter, SmallGraph.of(7)).values().stream()
            .mapToLong(file -> file.length)
            .sum();
    for (long room : new long[] {0, 1, bytes / 2, bytes - 1}) {
      long[] left = {room};
      Path target = folder.resolve("package-" + room);
      IOException full =
          assertThrows(
              IOException.class,
              () -> {
                try (PackageWriter writer = PackageWriter.to(target, false)) {
                  exporter.write(
                      SmallGraph.of(7),
                      (path, content) -> {
                        var unused =
                            writer.add(path, to -> content.writeTo(new SmallDisk(to, left)));
                      });
                }
              });
      assertEquals("no space left", full.getMessage());
      assertFalse(Files.exists(target));
      try (Stream<Path> rest = Files.list(folder)) {
        assertEquals(List.of(), rest.toList());
      }
    }
  }

  /** Takes so many bytes of all files together. */
  private static final class SmallDisk extends FilterOutputStream {
    private final long[] left;

    SmallDisk(OutputStream to, long[] left) {
      super(to);
      this.left = left;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      left[0] -= length;
      if (left[0] < 0) {
        throw new IOException("no space left");
      }
      out.write(bytes, offset, length);
    }
  }
}
