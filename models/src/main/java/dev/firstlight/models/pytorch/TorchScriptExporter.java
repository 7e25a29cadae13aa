package dev.firstlight.models.pytorch;

import dev.firstlight.models.export.ArtifactFiles;
import dev.firstlight.models.export.Exporter;
import dev.firstlight.models.export.FloatStream;
import dev.firstlight.models.graph.Graph;
import dev.firstlight.models.graph.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes TorchScript archives, as {@code torch.jit.load} and DJL's PyTorch engine read them. The
 * module's {@code forward} takes the graph's inputs in their order. Stateless.
 *
 * @see <a
 *     href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/jit/docs/serialization.md">The
 *     format</a>
 */
public final class TorchScriptExporter implements Exporter {
  /** The path of the archive. */
  public static final String MODEL = "model.pt";

  /** The version of the operators that the source is written for; PyTorch 1.11 was first. */
  private static final String OPERATOR_VERSION = "10\n";

  private static final String BYTE_ORDER = "little";

  @Override
  public String runtime() {
    return "pytorch";
  }

  @Override
  public void write(Graph graph, ArtifactFiles files) throws IOException {
    files.add(MODEL, stream -> write(graph, stream));
  }

  private static void write(Graph graph, OutputStream stream) throws IOException {
    TorchModule module = TorchModule.of(graph);
    StoredZip zip = new StoredZip(stream, graph.name() + "/");
    zip.add("data.pkl", entry -> entry.write(module.attributes()));
    zip.add("code/__torch__.py", text(module.source()));
    zip.add("constants.pkl", entry -> entry.write(TorchModule.noConstants()));
    zip.add("version", text(OPERATOR_VERSION));
    zip.add("byteorder", text(BYTE_ORDER));
    int storage = 0;
    for (Weight weight : graph.weights().values()) {
      zip.add("data/" + storage++, entry -> new FloatStream(entry).write(weight));
    }
    zip.finish();
  }

  private static StoredZip.Entry text(String text) {
    return entry -> entry.write(text.getBytes(StandardCharsets.UTF_8));
  }
}
