package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.jvm.FileDigest;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.BuildableModel;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.Models;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.models.catalogue.Catalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A model package on this machine: one that somebody names by its folder, one that was fetched or
 * imported into the cache, or one that is built there where it is absent.
 *
 * @param folder where it lies
 * @param manifest what it says of itself
 */
public record ModelFolder(Path folder, ModelManifest manifest) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  /**
   * Finds or builds a package.
   *
   * @param nameOrFolder a name of the catalogue, or a folder with a {@code model.json}
   * @param runtimes the serving runtimes that it must have artifacts for; what can be built is
   *     built for them too
   * @param cache where built packages are kept
   * @param say hears what takes a while
   * @throws BenchException of kind USAGE if it is neither, or has nothing for one of the runtimes
   */
  public static ModelFolder of(
      String nameOrFolder, List<String> runtimes, Path cache, Consumer<String> say) {
    ModelFolder found = of(nameOrFolder, wanted -> built(wanted, runtimes, cache, say), cache);
    for (String runtime : runtimes) {
      if (!found.runtimes().contains(runtime)) {
        throw new BenchException(
            BenchException.Kind.USAGE,
            "model \"%s\" has no artifact for serving runtime \"%s\"; it has %s"
                .formatted(nameOrFolder, runtime, String.join(", ", found.runtimes())));
      }
    }
    return found;
  }

  /** The serving runtimes that it has artifacts for, the preferred first. */
  public List<String> runtimes() {
    return manifest.artifacts().stream().map(Artifact::runtime).distinct().toList();
  }

  private static ModelFolder of(
      String nameOrFolder, Function<BuildableModel, ModelFolder> built, Path cache) {
    for (BuildableModel model : Models.ALL) {
      if (model.name().equals(nameOrFolder)) {
        return built.apply(model);
      }
    }
    Path folder = Path.of(nameOrFolder).toAbsolutePath().normalize();
    if (isPackage(folder)) {
      return read(folder);
    }
    if (NAME.matcher(nameOrFolder).matches() && isPackage(place(cache, nameOrFolder))) {
      return read(place(cache, nameOrFolder)); // fetched or imported
    }
    if (Catalogue.bundled().find(nameOrFolder).isPresent()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "model \"%s\" is not here yet; firstlight models fetch %s brings it"
              .formatted(nameOrFolder, nameOrFolder));
    }
    throw new BenchException(
        BenchException.Kind.USAGE,
        "model \"%s\" is neither a folder with a %s, nor fetched or imported under that name, nor one of %s"
            .formatted(
                nameOrFolder,
                ModelManifest.FILE,
                String.join(", ", Models.ALL.stream().map(BuildableModel::name).toList())));
  }

  /**
   * Reads the manifest of a package, not its files.
   *
   * @throws StartException of kind PACKAGE if it is none
   */
  public static ModelFolder read(Path folder) {
    return new ModelFolder(folder, manifest(folder));
  }

  /** SHA-256 of its manifest, and through it of everything in it. */
  public String digest() {
    try {
      return FileDigest.of(folder.resolve(ModelManifest.FILE));
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE, "\"" + folder + "\" cannot be read: " + e, e);
    }
  }

  /** Whether a package lies there. */
  public static boolean isPackage(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelManifest.FILE));
  }

  /** One that is damaged or half there is built anew: the cache is ours. */
  private static ModelFolder built(
      BuildableModel model, List<String> runtimes, Path cache, Consumer<String> say) {
    Path folder = place(cache, model.name());
    if (Files.exists(folder)) {
      try {
        ModelFolder there = new ModelFolder(folder, PackageVerifier.verify(folder));
        if (there.runtimes().containsAll(runtimes)) {
          return there;
        }
        say.accept(
            "building model %s for %s too, in %s"
                .formatted(model.name(), String.join(", ", runtimes), folder));
      } catch (StartException e) {
        say.accept("building model " + model.name() + " anew, as " + e.getMessage());
      }
    } else {
      say.accept("building model " + model.name() + " in " + folder);
    }
    BuildOptions options = BuildOptions.DEFAULTS.withReplace(true).withRuntimes(runtimes);
    BuiltPackage built = model.build(folder, options);
    return new ModelFolder(built.directory(), built.manifest());
  }

  /** Where a package of that name is kept. */
  public static Path place(Path cache, String name) {
    return cache.resolve("models").resolve(name);
  }

  private static ModelManifest manifest(Path folder) {
    Path file = folder.resolve(ModelManifest.FILE);
    try (InputStream in = Files.newInputStream(file)) {
      return ManifestReader.read(in.readNBytes(ManifestReader.MAX_BYTES + 1), folder.toString());
    } catch (IOException e) {
      throw new StartException(
          StartException.Kind.STORE, "\"" + file + "\" cannot be read: " + e, e);
    }
  }
}
