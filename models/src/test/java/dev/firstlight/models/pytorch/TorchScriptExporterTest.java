package dev.firstlight.models.pytorch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.models.export.SmallGraph;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Weight;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive as others read it: the JDK's zip reader, and a walk through its directory. */
class TorchScriptExporterTest {
  private static final int ALIGNMENT = 64;
  private static final int END_BYTES = 22;

  @TempDir private Path folder = Path.of("");

  @Test
  void records_areStoredWithTheirChecksums() throws IOException {
    try (ZipFile zip = new ZipFile(Files.write(folder.resolve("m.pt"), archive()).toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      assertTrue(entries.size() > 5, entries.toString());
      for (ZipEntry entry : entries) {
        assertEquals(ZipEntry.STORED, entry.getMethod(), entry.getName());
        CRC32 crc = new CRC32();
        try (InputStream in = zip.getInputStream(entry)) {
          crc.update(in.readAllBytes());
        }
        assertEquals(entry.getCrc(), crc.getValue(), entry.getName());
      }
    }
  }

  @Test
  void weights_areOneRecordEach() throws IOException {
    Graph graph = SmallGraph.of(7);
    try (ZipFile zip = new ZipFile(Files.write(folder.resolve("m.pt"), archive()).toFile())) {
      int storage = 0;
      for (Weight weight : graph.weights().values()) {
        ZipEntry entry = zip.getEntry("small/data/" + storage++);
        assertEquals(weight.spec().bytes(), entry.getSize(), entry.getName());
      }
      assertEquals(null, zip.getEntry("small/data/" + storage));
    }
  }

  @Test
  void records_beginWherePyTorchCanMapThem() throws IOException {
    ByteBuffer zip = ByteBuffer.wrap(archive()).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.capacity() - END_BYTES;
    int count = zip.getShort(end + 10);
    int directory = zip.getInt(end + 16);
    for (int i = 0; i < count; i++) {
      int name = zip.getShort(directory + 28);
      int local = zip.getInt(directory + 42);
      int data = local + 30 + zip.getShort(local + 26) + zip.getShort(local + 28);
      assertEquals(
          0,
          data % ALIGNMENT,
          new String(zip.array(), directory + 46, name, StandardCharsets.UTF_8));
      directory += 46 + name + zip.getShort(directory + 30) + zip.getShort(directory + 32);
    }
    assertEquals(end, directory);
  }

  private static byte[] archive() throws IOException {
    return SmallGraph.file(new TorchScriptExporter(), TorchScriptExporter.MODEL);
  }
}
