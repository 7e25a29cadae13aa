package dev.firstlight.models.imports;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** What a file is, by its first bytes; where it cannot be imported, what can be done instead. */
enum FileFormat {
  ONNX("ONNX"),
  ORT("ONNX Runtime's own format"),
  TORCHSCRIPT("TorchScript"),
  TORCH_WEIGHTS(
      "PyTorch weights without the code of their model, which only Python can load; save the model with torch.jit.trace(model, example).save(\"model.pt\") or torch.onnx.export"),
  TORCH_EXPORT(
      "an export of torch.export, which needs Python; save the model with torch.jit.trace(model, example).save(\"model.pt\") or torch.onnx.export"),
  KERAS("a Keras file, which only Python can load; save the model with model.export(\"folder\")"),
  TFLITE("a TensorFlow Lite file; convert the SavedModel that it was made of"),
  SAFETENSORS(
      "a file of weights without a model (safetensors); export the model as ONNX, as with optimum-cli export onnx"),
  GGUF("a GGUF file of a language model, which needs llama.cpp"),
  LFS_POINTER("a Git LFS pointer, not the file itself; fetch it with git lfs pull"),
  WEB_PAGE("a web page or XML, not a model; see what the download answered"),
  EMPTY("empty"),
  OTHER_ZIP("a zip archive that has no model which is known here; unpack it"),
  UNKNOWN("none of the formats that are known here");

  private static final int HEAD = 64;

  private final String description;

  FileFormat(String description) {
    this.description = description;
  }

  /** For the middle of a sentence. */
  String description() {
    return description;
  }

  static FileFormat of(Path file) throws IOException {
    byte[] head;
    try (InputStream in = Files.newInputStream(file)) {
      head = in.readNBytes(HEAD);
    }
    if (head.length == 0) {
      return EMPTY;
    }
    String text = new String(head, StandardCharsets.ISO_8859_1);
    String stripped = text.stripLeading();
    if (text.startsWith("PK\3\4")) {
      return zip(file);
    }
    if (text.startsWith("\u0089HDF")) {
      return KERAS;
    }
    if (text.startsWith("TFL3", 4)) {
      return TFLITE;
    }
    if (text.startsWith("ORTM", 4)) {
      return ORT;
    }
    if (text.startsWith("GGUF")) {
      return GGUF;
    }
    if (text.startsWith("version https://git-lfs")) {
      return LFS_POINTER;
    }
    if (text.startsWith("{\"", 8)) {
      return SAFETENSORS;
    }
    if (text.startsWith("\u0080\2") || text.startsWith("\u0080\4")) {
      return TORCH_WEIGHTS;
    }
    if (stripped.startsWith("<")) {
      return WEB_PAGE;
    }
    return isMessage(head) ? ONNX : UNKNOWN;
  }

  /** Whether it begins with one of the fields of an ONNX model, which come in any order. */
  private static boolean isMessage(byte[] head) {
    int field = (head[0] & 0xff) >>> 3;
    int type = head[0] & 7;
    return field >= 1 && field <= 31 && (type == 0 || type == 2);
  }

  private static FileFormat zip(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      List<String> names = zip.stream().map(ZipEntry::getName).toList();
      boolean pickle = names.stream().anyMatch(name -> name.matches("[^/]+/data\\.pkl"));
      boolean code = names.stream().anyMatch(name -> name.matches("[^/]+/code/.*"));
      if (pickle && code) {
        return TORCHSCRIPT;
      }
      if (names.stream().anyMatch(name -> name.matches("([^/]+/)?archive_format"))) {
        return TORCH_EXPORT;
      }
      if (pickle) {
        return TORCH_WEIGHTS;
      }
      return names.contains("model.weights.h5") ? KERAS : OTHER_ZIP;
    } catch (ZipException e) {
      return OTHER_ZIP;
    }
  }
}
