package dev.firstlight.conformance.model;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Requirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** What {@link TinyModels} has, in the same weights, for PyTorch. */
public final class TinyTorchModels {
  private TinyTorchModels() {}

  /**
   * Writes {@link TinyModels#classifier} with a TorchScript artifact in place of its own.
   *
   * @return the folder
   */
  public static Path classifier(Path folder) throws IOException {
    TinyModels.classifier(folder);
    Files.delete(folder.resolve("model.onnx"));
    SplittableRandom random = new SplittableRandom(TinyModels.SEED);
    byte[] model =
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
            .weights("bias", TinyModels.random(random, TinyModels.CLASSES), TinyModels.CLASSES)
            .bytes();
    PackageFile file = new PackageWriter(folder).file("model.pt", model);
    Artifact artifact =
        new Artifact("torchscript", "pytorch", List.of(file), Optional.empty(), Requirements.NONE);
    Path manifest = folder.resolve(ModelManifest.FILE);
    ModelManifest old = ManifestReader.read(Files.readAllBytes(manifest), folder.toString());
    ModelManifest own =
        new ModelManifest(
            old.name(),
            old.version(),
            old.task(),
            old.licence(),
            old.provenance(),
            old.inputs(),
            old.outputs(),
            old.preprocessing(),
            old.postprocessing(),
            old.warmup(),
            old.files(),
            List.of(artifact));
    Files.write(manifest, ManifestWriter.write(own));
    return folder;
  }
}
