package dev.firstlight.djl;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.firstlight.fault.RequestException;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Tensor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's datatypes. DJL's native part knows eight of them, and ends the process when it is given
 * another. Values of those go in under a wider type, which a TorchScript module of two lines makes
 * theirs; the same module tells what type comes out. It is loaded with the first of them. Safe for
 * use by several threads.
 */
final class TorchTypes {
  private static final String CODE =
      """
      class Types(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def convert(self: __torch__.Types,
          x: Tensor,
          type: int) -> Tensor:
          return torch.to(x, type)
        def type(self: __torch__.Types,
          x: Tensor) -> int:
          return ops.prim.dtype(x)
      """;

  /** A pickled object of that class: protocol 2, the class, no arguments, training = False. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nTypes\n)\u0081}(X\b\0\0\0training\u0089ub.";

  private final PtNDManager manager;
  private @Nullable PtSymbolBlock module;

  /** Loads what it needs into that manager. */
  TorchTypes(PtNDManager manager) {
    this.manager = manager;
  }

  /** A handle on the tensor's elements, which lie where they are if DJL knows their type. */
  PtNDArray array(PtNDManager requests, Tensor tensor) {
    Optional<Tensor> wider = wider(tensor);
    Tensor known = wider.orElse(tensor);
    PtNDArray array =
        (PtNDArray) DjlInputs.array(requests, known, DjlTypes.djls(known.datatype()).orElseThrow());
    return wider.isEmpty() ? array : convert(requests, array, tensor.datatype());
  }

  /** What the model returned, with its type in our words. */
  Returned returned(String name, PtNDArray array) {
    Optional<DataType> known = DjlTypes.ours(array.getDataType());
    if (known.isPresent()) {
      return Returned.of(name, known.get(), array);
    }
    long code = code(array);
    for (DataType type : DataType.values()) {
      if (scalarType(type) == code) {
        return Returned.of(name, type, array);
      }
    }
    throw new RequestException(
        RequestException.Kind.INTERNAL,
        "the model returned a tensor of PyTorch's scalar type %d, which has no datatype in the Open Inference Protocol; convert it in the model"
            .formatted(code));
  }

  /** The same values in a type that DJL knows and that holds them all; empty if it knows theirs. */
  private static Optional<Tensor> wider(Tensor tensor) {
    int elements = Math.toIntExact(tensor.elements());
    ByteBuffer from = tensor.data();
    DataType type =
        switch (tensor.datatype()) {
          case INT16, UINT16 -> DataType.INT32;
          case BF16 -> DataType.FP32;
          case UINT32, UINT64 -> DataType.INT64;
          default -> tensor.datatype();
        };
    if (type == tensor.datatype()) {
      return Optional.empty();
    }
    ByteBuffer to =
        ByteBuffer.allocateDirect(Math.multiplyExact(elements, type.width()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      switch (tensor.datatype()) {
        case INT16 -> to.putInt(from.getShort());
        case UINT16 -> to.putInt(Short.toUnsignedInt(from.getShort()));
        case BF16 -> to.putInt(from.getShort() << 16);
        case UINT32 -> to.putLong(Integer.toUnsignedLong(from.getInt()));
        default -> to.putLong(from.getLong());
      }
    }
    return Optional.of(new Tensor(tensor.name(), type, tensor.shape(), to.flip()));
  }

  /**
   * PyTorch's number for a type that DJL does not know; −1 for the others.
   *
   * @see <a
   *     href="https://github.com/pytorch/pytorch/blob/main/torch/headeronly/core/ScalarType.h">the
   *     list</a>
   */
  private static long scalarType(DataType type) {
    return switch (type) {
      case INT16 -> 2;
      case BF16 -> 15;
      case UINT16 -> 27;
      case UINT32 -> 28;
      case UINT64 -> 29;
      default -> -1;
    };
  }

  private PtNDArray convert(PtNDManager requests, PtNDArray array, DataType type) {
    try (IValue tensor = IValue.from(array);
        IValue code = IValue.from(scalarType(type));
        IValue result = IValueUtils.runMethod(module(), "convert", tensor, code)) {
      return result.toTensor(requests);
    }
  }

  private long code(PtNDArray array) {
    try (IValue tensor = IValue.from(array);
        IValue result = IValueUtils.runMethod(module(), "type", tensor)) {
      return result.toLong();
    }
  }

  private synchronized PtSymbolBlock module() {
    if (module == null) {
      try (InputStream in = new ByteArrayInputStream(archive())) {
        module = JniUtils.loadModule(manager, in, true, false);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return module;
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      store(zip, "data.pkl", OBJECT);
      store(zip, "code/__torch__.py", CODE);
      store(zip, "constants.pkl", "\u0080\u0002).");
      store(zip, "version", "3\n");
    }
    return bytes.toByteArray();
  }

  private static void store(ZipOutputStream zip, String name, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry("types/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
