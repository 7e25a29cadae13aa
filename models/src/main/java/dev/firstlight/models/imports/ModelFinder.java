package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds out what a file or folder is, and which files belong to it. */
final class ModelFinder {
  private static final String SAVED_MODEL = "saved_model.pb";
  private static final List<String> SAVED_MODEL_FOLDERS =
      List.of("variables", "assets", "assets.extra");

  private ModelFinder() {}

  /**
   * Finds the model.
   *
   * @param runtime that somebody names, where the file does not tell
   * @throws StartException of kind PACKAGE that says what it is instead, and what can be imported
   */
  static ModelFiles find(Path source, Optional<String> runtime) {
    try {
      if (Files.isDirectory(source)) {
        return folder(source, runtime);
      }
      if (!Files.isRegularFile(source)) {
        throw refused(source, "is not there");
      }
      return file(source, runtime);
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.PACKAGE, "\"" + source + "\" cannot be read: " + e, e);
    }
  }

  private static ModelFiles folder(Path folder, Optional<String> runtime) throws IOException {
    if (Files.isRegularFile(folder.resolve(SAVED_MODEL))) {
      return savedModel(folder, runtime.orElse(ModelFiles.TENSORFLOW));
    }
    List<Path> candidates = new ArrayList<>();
    for (Path place : List.of(folder, folder.resolve("onnx"))) {
      if (candidates.isEmpty() && Files.isDirectory(place)) {
        candidates.addAll(models(place));
      }
    }
    if (candidates.isEmpty()) {
      throw refused(
          folder, "is a folder with neither " + SAVED_MODEL + " nor an ONNX or TorchScript file");
    }
    if (candidates.size() > 1) {
      throw refused(
          folder,
          "has %d models, %s; name one of them"
              .formatted(
                  candidates.size(),
                  String.join(", ", candidates.stream().map(path -> "\"" + path + "\"").toList())));
    }
    return file(candidates.get(0), runtime);
  }

  private static List<Path> models(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(
              path ->
                  path.getFileName().toString().matches("(?i).+\\.(onnx|ort|pt|pth|torchscript)"))
          .sorted()
          .toList();
    }
  }

  private static ModelFiles savedModel(Path folder, String runtime) throws IOException {
    List<ModelFiles.Item> items = new ArrayList<>();
    items.add(new ModelFiles.Item("saved_model/" + SAVED_MODEL, folder.resolve(SAVED_MODEL)));
    Path fingerprint = folder.resolve("fingerprint.pb");
    if (Files.isRegularFile(fingerprint)) {
      items.add(new ModelFiles.Item("saved_model/fingerprint.pb", fingerprint));
    }
    for (String name : SAVED_MODEL_FOLDERS) {
      Path place = folder.resolve(name);
      if (Files.isDirectory(place)) {
        try (Stream<Path> files = Files.walk(place)) {
          for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
            String path = folder.relativize(file).toString().replace('\\', '/');
            items.add(new ModelFiles.Item("saved_model/" + path, file));
          }
        }
      }
    }
    return new ModelFiles(runtime, "TensorFlow SavedModel", items, List.of());
  }

  private static ModelFiles file(Path file, Optional<String> runtime) throws IOException {
    if (file.endsWith(SAVED_MODEL)) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        return savedModel(folder, runtime.orElse(ModelFiles.TENSORFLOW));
      }
    }
    FileFormat format = FileFormat.of(file);
    ModelFiles found =
        switch (format) {
          case TORCHSCRIPT -> single(ModelFiles.PYTORCH, format, "model.pt", file);
          case ORT -> single(ModelFiles.ONNX, format, "model.ort", file);
          case ONNX -> OnnxFiles.of(file);
          default -> {
            if (runtime.isEmpty()) {
              throw refused(file, "is " + format.description());
            }
            yield single(runtime.get(), format, "model", file);
          }
        };
    return runtime.isEmpty() ? found : found.loadedBy(runtime.get());
  }

  private static ModelFiles single(String runtime, FileFormat format, String path, Path file) {
    return new ModelFiles(
        runtime, format.description(), List.of(new ModelFiles.Item(path, file)), List.of());
  }

  private static StartException refused(Path source, String what) {
    return new StartException(
        StartException.Kind.PACKAGE,
        "\"%s\" %s; an ONNX file, the folder of a TensorFlow SavedModel or a TorchScript file can be imported"
            .formatted(source, what));
  }
}
