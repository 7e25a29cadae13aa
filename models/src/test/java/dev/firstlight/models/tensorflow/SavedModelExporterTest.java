package dev.firstlight.models.tensorflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.models.export.SmallGraph;
import dev.firstlight.models.graph.Graph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** The checkpoint's table, walked from its footer as LevelDB's description says. */
class SavedModelExporterTest {
  private static final int FOOTER_BYTES = 48;
  private static final long MAGIC = 0xDB47_7524_8B80_FB57L;
  private static final String VARIABLES = "tensorflow/variables/variables";

  @Test
  void artifact_hasTheFilesThatTensorFlowLooksFor() throws IOException {
    assertEquals(
        List.of(SavedModelExporter.MODEL, VARIABLES + ".data-00000-of-00001", VARIABLES + ".index"),
        List.copyOf(SmallGraph.files(new SavedModelExporter(), SmallGraph.of(7)).keySet()));
  }

  @Test
  void data_hasTheBytesOfAllWeights() throws IOException {
    Graph graph = SmallGraph.of(7);
    assertEquals(
        graph.weights().values().stream().mapToLong(weight -> weight.spec().bytes()).sum(),
        file(VARIABLES + ".data-00000-of-00001").length);
  }

  @Test
  void index_listsEveryWeightInOrderBehindItsHeader() throws IOException {
    ByteBuffer table = ByteBuffer.wrap(file(VARIABLES + ".index")).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(MAGIC, table.getLong(table.capacity() - Long.BYTES));
    table.position(table.capacity() - FOOTER_BYTES);
    varint(table); // the handle of the block about blocks
    varint(table);
    int offset = varint(table);
    int length = varint(table);
    List<byte[]> handles = values(block(table, offset, length));
    assertEquals(1, handles.size());
    ByteBuffer handle = ByteBuffer.wrap(handles.get(0));
    List<String> names = keys(block(table, varint(handle), varint(handle)));

    List<String> expected = new ArrayList<>(List.of(""));
    expected.addAll(SmallGraph.of(7).weights().keySet().stream().sorted().toList());
    assertEquals(expected, names);
  }

  private static byte[] file(String path) throws IOException {
    return SmallGraph.file(new SavedModelExporter(), path);
  }

  /** A block without its trailer, whose checksum must be right. */
  private static ByteBuffer block(ByteBuffer table, int offset, int length) {
    CRC32C crc = new CRC32C();
    crc.update(table.slice(offset, length + 1));
    int rotated = table.getInt(offset + length + 1) - 0xA282_EAD8;
    assertEquals((int) crc.getValue(), (rotated >>> 17) | (rotated << 15));
    ByteBuffer block = table.slice(offset, length).order(ByteOrder.LITTLE_ENDIAN);
    int restarts = block.getInt(length - Integer.BYTES);
    assertTrue(restarts > 0, "a block has at least one restart");
    return block.limit(length - (restarts + 1) * Integer.BYTES);
  }

  private static List<String> keys(ByteBuffer block) {
    List<String> keys = new ArrayList<>();
    entries(block, keys, new ArrayList<>());
    return keys;
  }

  private static List<byte[]> values(ByteBuffer block) {
    List<byte[]> values = new ArrayList<>();
    entries(block, new ArrayList<>(), values);
    return values;
  }

  private static void entries(ByteBuffer block, List<String> keys, List<byte[]> values) {
    String last = "";
    while (block.hasRemaining()) {
      int shared = varint(block);
      byte[] rest = new byte[varint(block)];
      byte[] value = new byte[varint(block)];
      block.get(rest).get(value);
      last = last.substring(0, shared) + new String(rest, StandardCharsets.US_ASCII);
      keys.add(last);
      values.add(value);
    }
  }

  private static int varint(ByteBuffer from) {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = from.get();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
