package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * An ONNX file and the files that have its weights. Those are named by the file itself, so a file
 * from elsewhere could name any file of this machine: only what lies beside the model or below is
 * taken.
 */
final class OnnxFiles {
  private static final String FOLDER = "onnx/";

  private OnnxFiles() {}

  static ModelFiles of(Path file) throws IOException {
    OnnxScan scan;
    try {
      scan = OnnxScan.of(file);
    } catch (IOException e) {
      throw refused(file, "is no ONNX model, or is damaged: " + e.getMessage());
    }
    if (!scan.graph()) {
      throw refused(file, "is no ONNX model: it has no graph");
    }
    List<ModelFiles.Item> items = new ArrayList<>();
    if (scan.external().isEmpty()) {
      items.add(new ModelFiles.Item("model.onnx", file));
    } else {
      List<ModelFiles.Item> external = new ArrayList<>();
      for (String location : new TreeSet<>(scan.external())) {
        external.add(external(file, location));
      }
      boolean taken = external.stream().anyMatch(item -> item.path().equals("onnx/model.onnx"));
      items.add(new ModelFiles.Item(FOLDER + (taken ? "graph.onnx" : "model.onnx"), file));
      items.addAll(external);
    }
    return new ModelFiles(ModelFiles.ONNX, "ONNX", items, scan.otherOutputs());
  }

  private static ModelFiles.Item external(Path model, String location) throws IOException {
    String relative = location.startsWith("./") ? location.substring(2) : location;
    try {
      var unused = new PackageFile(relative, 0, "0".repeat(64));
    } catch (IllegalArgumentException e) {
      boolean leaves =
          relative.startsWith("/")
              || relative.contains("\\")
              || relative.contains(":")
              || List.of(relative.split("/", -1)).contains("..");
      throw refused(
          model,
          leaves
              ? "has weights in \"%s\", which is not beside it; such a file is not opened: save the model anew with its weights beside it"
                  .formatted(location)
              : "has weights in \"%s\", a name that no package can have (letters, digits and ._+@=- between slashes): save the model anew under another"
                  .formatted(location));
    }
    Path folder = model.toAbsolutePath().normalize().getParent();
    Path weights = folder == null ? Path.of(relative) : folder.resolve(relative);
    if (!Files.isRegularFile(weights)) {
      throw refused(
          model,
          "has weights in \"%s\", which is not there; put it beside the model".formatted(location));
    }
    checkInside(model, weights, location);
    return new ModelFiles.Item(FOLDER + relative, weights);
  }

  /**
   * Follows links only to where the model's folder or the model itself really is: download caches
   * link both to one folder.
   */
  private static void checkInside(Path model, Path weights, String location) throws IOException {
    Path real = weights.toRealPath();
    Path besideLink = model.toAbsolutePath().normalize().getParent();
    Path besideModel = model.toRealPath().getParent();
    boolean inside =
        (besideLink != null && real.startsWith(besideLink.toRealPath()))
            || (besideModel != null && real.startsWith(besideModel));
    if (!inside) {
      throw refused(
          model,
          "has weights in \"%s\", a link to \"%s\" outside its folder, which is not followed"
              .formatted(location, real));
    }
  }

  private static StartException refused(Path file, String what) {
    return new StartException(StartException.Kind.PACKAGE, "\"" + file + "\" " + what);
  }
}
