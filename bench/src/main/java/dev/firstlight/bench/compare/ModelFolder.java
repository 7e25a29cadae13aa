package dev.firstlight.bench.compare;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.fault.StartException;
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
import java.util.function.Consumer;
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
   * @param cache where built packages are kept
   * @param say hears what takes a while
   * @throws BenchException of kind USAGE if it is neither
   */
  public static ModelFolder of(String nameOrFolder, Path cache, Consumer<String> say) {
    for (BuildableModel model : Models.ALL) {
      if (model.name().equals(nameOrFolder)) {
        return built(model, cache, say);
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

  /** Whether a package lies there. */
  public static boolean isPackage(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelManifest.FILE));
  }

  /** One that is damaged or half there is built anew: the cache is ours. */
  private static ModelFolder built(BuildableModel model, Path cache, Consumer<String> say) {
    Path folder = place(cache, model.name());
    if (Files.exists(folder)) {
      try {
        return new ModelFolder(folder, PackageVerifier.verify(folder));
      } catch (StartException e) {
        say.accept("building model " + model.name() + " anew, as " + e.getMessage());
      }
    } else {
      say.accept("building model " + model.name() + " in " + folder);
    }
    BuiltPackage built = model.build(folder, BuildOptions.DEFAULTS.withReplace(true));
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
