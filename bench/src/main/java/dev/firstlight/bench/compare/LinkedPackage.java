package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Variants of a model package, whose files are links to those of the whole one. */
public final class LinkedPackage {
  private static final String DUMMY = "dummy.bin";
  private static final int BLOCK = 1_000_000;

  private LinkedPackage() {}

  /**
   * A package with one file more, which every cold start fetches and checks and none reads. Its
   * bytes are random, so that no store packs them.
   *
   * @param megabytes of 1,000,000 bytes
   * @param seed of them
   * @param folder to be made
   * @throws BenchException of kind FILE if it cannot be made
   */
  public static ModelFolder padded(ModelFolder model, long megabytes, long seed, Path folder) {
    ModelManifest whole = model.manifest();
    Path dummy = folder.resolve(DUMMY);
    List<PackageFile> files = new ArrayList<>(whole.files());
    try {
      Files.createDirectories(folder);
      SplittableRandom random = new SplittableRandom(seed);
      byte[] block = new byte[BLOCK];
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(dummy))) {
        for (long i = 0; i < megabytes; i++) {
          random.nextBytes(block);
          out.write(block);
        }
      }
      files.add(new PackageFile(DUMMY, megabytes * BLOCK, FileDigest.of(dummy)));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    ModelManifest manifest =
        new ModelManifest(
            whole.name(),
            whole.version(),
            whole.task(),
            whole.licence(),
            whole.provenance(),
            whole.inputs(),
            whole.outputs(),
            whole.preprocessing(),
            whole.postprocessing(),
            whole.warmup(),
            files,
            whole.artifacts());
    return of(model, manifest, folder);
  }

  /** Writes a manifest, and links to those of its files that the whole package has. */
  static ModelFolder of(ModelFolder model, ModelManifest manifest, Path folder) {
    List<PackageFile> files = new ArrayList<>(manifest.files());
    manifest.artifacts().forEach(artifact -> files.addAll(artifact.files()));
    try {
      Files.createDirectories(folder);
      for (PackageFile file : files) {
        link(folder.resolve(file.path()), model.folder().resolve(file.path()));
      }
      Files.write(folder.resolve(ModelManifest.FILE), ManifestWriter.write(manifest));
    } catch (IOException e) {
      throw unwritable(folder, e);
    }
    return new ModelFolder(folder, manifest);
  }

  private static void link(Path link, Path file) throws IOException {
    if (!Files.exists(link)) { // two artifacts may share a file
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, file.toRealPath());
    }
  }

  private static BenchException unwritable(Path folder, IOException e) {
    return new BenchException(
        BenchException.Kind.FILE, "cannot write to \"%s\": %s".formatted(folder, e), e);
  }
}
