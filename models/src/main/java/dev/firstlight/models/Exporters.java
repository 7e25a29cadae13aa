package dev.firstlight.models;

import dev.firstlight.models.export.Exporter;
import dev.firstlight.models.onnx.OnnxExporter;
import dev.firstlight.models.pytorch.TorchScriptExporter;
import dev.firstlight.models.tensorflow.SavedModelExporter;
import java.util.List;

/** Every exporter there is. */
final class Exporters {
  /** In the order of preference that packages have: the fastest to start first. */
  static final List<Exporter> ALL =
      List.of(new OnnxExporter(), new SavedModelExporter(), new TorchScriptExporter());

  private Exporters() {}
}
