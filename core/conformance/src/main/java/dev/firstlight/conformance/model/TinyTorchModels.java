package dev.firstlight.conformance.model;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import dev.firstlight.model.TensorSpec;
import dev.firstlight.tensor.DataType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What {@link TinyModels} has, in the same weights, for PyTorch. */
public final class TinyTorchModels {
  private TinyTorchModels() {}

  /**
   * Writes {@link TinyModels#classifier} with a TorchScript artifact in place of its own.
   *
   * @return the folder
   */
  public static Path classifier(Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(TinyModels.SEED);
    TorchScriptArchive model =
        new TorchScriptArchive(
                "image: Tensor",
                "Tensor",
                """
                x = torch.conv2d(image, self.kernel, None, [1, 1], [1, 1], [1, 1], 1)
                y = torch.avg_pool2d(torch.relu(x), [4, 4], [4, 4])
                return torch.add(torch.matmul(torch.flatten(y, 1), self.dense), self.bias)
                """)
            .weights("kernel", TinyModels.random(random, 6 * 3 * 9), 6, 3, 3, 3)
            .weights("dense", TinyModels.random(random, 6 * TinyModels.CLASSES * 4), 24, 10)
            .weights("bias", TinyModels.random(random, TinyModels.CLASSES), TinyModels.CLASSES);
    return replace(TinyModels.classifier(folder), model);
  }

  /**
   * Writes {@link TinyModels#embedder} likewise.
   *
   * @return the folder
   */
  public static Path embedder(Path folder) throws IOException {
    int rows = Vocabulary.WORDS.size();
    SplittableRandom random = new SplittableRandom(TinyModels.SEED);
    // 6 is float32 among PyTorch's scalar types.
    TorchScriptArchive model =
        new TorchScriptArchive(
                "input_ids: Tensor,\n    attention_mask: Tensor",
                "Dict[str, Tensor]",
                """
                x = torch.embedding(self.table, input_ids)
                y = torch.mul(x, torch.unsqueeze(torch.to(attention_mask, 6), 2))
                return {"tokens": y}
                """)
            .weights("table", TinyModels.random(random, rows * TinyModels.WIDTH), rows, 8);
    return replace(TinyModels.embedder(folder), model);
  }

  /**
   * Writes {@link TinyModels#tensors} likewise, without strings, which PyTorch has no tensors of.
   *
   * @return the folder
   */
  public static Path tensors(Path folder) throws IOException {
    ModelManifest onnx = manifest(TinyModels.tensors(folder));
    List<TensorSpec> inputs = onnx.inputs().stream().filter(TinyTorchModels::isOfNumbers).toList();
    List<TensorSpec> outputs =
        onnx.outputs().stream().filter(TinyTorchModels::isOfNumbers).toList();
    String parameters = list(inputs.size(), "x%d: Tensor");
    String types = list(inputs.size(), "Tensor");
    String values = list(inputs.size(), "x%d");
    TorchScriptArchive model =
        new TorchScriptArchive(parameters, "Tuple[" + types + "]", "return (" + values + ")");
    return replace(folder, model, inputs, outputs);
  }

  private static boolean isOfNumbers(TensorSpec spec) {
    return spec.datatype() != DataType.BYTES;
  }

  private static String list(int count, String pattern) {
    return IntStream.range(0, count)
        .mapToObj(i -> pattern.replace("%d", Integer.toString(i)))
        .collect(Collectors.joining(", "));
  }

  private static Path replace(Path folder, TorchScriptArchive model) throws IOException {
    ModelManifest onnx = manifest(folder);
    return replace(folder, model, onnx.inputs(), onnx.outputs());
  }

  private static Path replace(
      Path folder, TorchScriptArchive model, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    ModelManifest onnx = manifest(folder);
    Files.delete(folder.resolve("model.onnx"));
    PackageFile file = new PackageWriter(folder).file("model.pt", model.bytes());
    Artifact artifact =
        new Artifact("torchscript", "pytorch", List.of(file), Optional.empty(), Requirements.NONE);
    ModelManifest torch =
        new ModelManifest(
            onnx.name(),
            onnx.version(),
            onnx.task(),
            onnx.licence(),
            onnx.provenance(),
            inputs,
            outputs,
            onnx.preprocessing(),
            onnx.postprocessing(),
            onnx.warmup(),
            onnx.files(),
            List.of(artifact));
    Files.write(folder.resolve(ModelManifest.FILE), ManifestWriter.write(torch));
    return folder;
  }

  private static ModelManifest manifest(Path folder) throws IOException {
    byte[] json = Files.readAllBytes(folder.resolve(ModelManifest.FILE));
    return ManifestReader.read(json, folder.toString());
  }
}
