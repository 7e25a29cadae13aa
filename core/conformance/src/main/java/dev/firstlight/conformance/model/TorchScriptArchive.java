package dev.firstlight.conformance.model;

import dev.firstlight.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript model of one module: its {@code forward} as source, and the tensors that it
 * reads from {@code self}. Not safe for use by several threads.
 *
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">the
 *     format</a>
 */
public final class TorchScriptArchive {
  private static final String ROOT = "net/";
  private static final String MODULE = "__torch__";
  private static final String CLASS = "Net";

  /** From 1.4 on; what follows it in newer versions changed only operators that are not used. */
  private static final String VERSION = "3\n";

  private final String forward;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  /**
   * @param parameters what {@code forward} takes after {@code self}, as {@code "x: Tensor"}
   * @param returns the type of what it returns, as {@code Tensor}
   * @param body its statements, one a line, not indented
   */
  public TorchScriptArchive(String parameters, String returns, String body) {
    String separator = parameters.isEmpty() ? "" : ",\n    ";
    forward =
        "  def forward(self: "
            + MODULE
            + "."
            + CLASS
            + separator
            + parameters
            + ") -> "
            + returns
            + ":\n"
            + body.stripTrailing().indent(4);
  }

  /** A tensor that {@code forward} reads as {@code self.name}. */
  public TorchScriptArchive weights(String name, float[] values, long... shape) {
    weights.put(name, Tensor.of(name, values, shape));
    return this;
  }

  /** The archive. */
  public byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", data());
      store(zip, "code/" + MODULE + ".py", source().getBytes(StandardCharsets.UTF_8));
      int key = 0;
      for (Tensor tensor : weights.values()) {
        store(zip, "data/" + key++, bytes(tensor));
      }
      store(zip, "constants.pkl", new Pickle().emptyTuple().stop());
      store(zip, "version", VERSION.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private String source() {
    StringBuilder names = new StringBuilder();
    StringBuilder fields = new StringBuilder();
    weights
        .keySet()
        .forEach(
            name -> {
              names.append('"').append(name).append("\", ");
              fields.append("  ").append(name).append(" : Tensor\n");
            });
    return "class "
        + CLASS
        + "(Module):\n  __parameters__ = ["
        + names
        + "]\n  __buffers__ = []\n"
        + fields
        + "  training : bool\n"
        + forward;
  }

  private byte[] data() {
    Pickle pickle = new Pickle().object(MODULE, CLASS);
    int key = 0;
    for (Tensor tensor : weights.values()) {
      pickle.text(tensor.name());
      rebuild(pickle, key++, tensor);
    }
    return pickle.text("training").bool(false).built().stop();
  }

  private static void rebuild(Pickle pickle, int key, Tensor tensor) {
    long[] shape = tensor.shape().toArray();
    long[] strides = new long[shape.length];
    long stride = 1;
    for (int i = strides.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= shape[i];
    }
    pickle.global("torch._utils", "_rebuild_tensor_v2").mark();
    pickle.mark().text("storage").global("torch", "FloatStorage").text(Integer.toString(key));
    pickle.text("cpu").number(tensor.elements()).tuple().persistent();
    pickle.number(0).numbers(shape).numbers(strides).bool(false);
    pickle.global("collections", "OrderedDict").emptyTuple().call().tuple().call();
  }

  private static byte[] bytes(Tensor tensor) {
    byte[] bytes = new byte[tensor.data().remaining()];
    tensor.data().get(bytes);
    return bytes;
  }

  /** Libtorch reads tensors where they lie, so nothing is compressed. */
  private static void store(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(ROOT + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTime(0); // the same bytes every time
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
