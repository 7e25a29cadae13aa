package dev.firstlight.conformance.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Ways in which a model package can be broken, each done to a whole one. */
public enum BrokenPackage {
  /** There is no {@code model.json}. */
  NO_MANIFEST("model.json") {
    @Override
    void apply(Path folder) throws IOException {
      Files.delete(folder.resolve("model.json"));
    }
  },
  /** {@code model.json} ends in the middle, as if its upload had been cut off. */
  HALF_MANIFEST("model.json") {
    @Override
    void apply(Path folder) throws IOException {
      cut(folder.resolve("model.json"));
    }
  },
  /** The model's file is there and right in size, but for one bit. */
  WRONG_DIGEST("model.onnx") {
    @Override
    void apply(Path folder) throws IOException {
      Path file = folder.resolve("model.onnx");
      byte[] bytes = Files.readAllBytes(file);
      bytes[bytes.length / 2] ^= 1;
      Files.write(file, bytes);
    }
  },
  /** The model's file ends in the middle. */
  HALF_WRITTEN("model.onnx") {
    @Override
    void apply(Path folder) throws IOException {
      cut(folder.resolve("model.onnx"));
    }
  },
  /** The model's file is missing. */
  FILE_MISSING("model.onnx") {
    @Override
    void apply(Path folder) throws IOException {
      Files.delete(folder.resolve("model.onnx"));
    }
  },
  /** The model's file cannot be read; a folder in its place stops even a superuser. */
  UNREADABLE_FILE("model.onnx") {
    @Override
    void apply(Path folder) throws IOException {
      Files.delete(folder.resolve("model.onnx"));
      Files.createDirectory(folder.resolve("model.onnx"));
    }
  },
  /** Every digest is right, but the file is no model. */
  NO_MODEL("model.onnx") {
    @Override
    void apply(Path folder) throws IOException {
      byte[] old = Files.readAllBytes(folder.resolve("model.onnx"));
      byte[] other = new byte[old.length];
      Arrays.fill(other, (byte) 0xFF);
      Files.write(folder.resolve("model.onnx"), other);
      Path manifest = folder.resolve("model.json");
      Files.writeString(
          manifest,
          Files.readString(manifest)
              .replace(PackageWriter.sha256(old), PackageWriter.sha256(other)));
    }
  };

  private final String culprit;

  BrokenPackage(String culprit) {
    this.culprit = culprit;
  }

  /** The file that is at fault. */
  public String culprit() {
    return culprit;
  }

  /**
   * Writes a classifier and breaks it.
   *
   * @return the folder
   */
  public Path write(Path folder) throws IOException {
    TinyModels.classifier(folder);
    apply(folder);
    return folder;
  }

  abstract void apply(Path folder) throws IOException;

  private static void cut(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
  }
}
