package dev.firstlight.models;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.models.export.Content;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes a model package, whole or not at all: the files go to a hidden directory beside the
 * package's, the manifest last, and then the directory is renamed. A build that is interrupted
 * leaves at most that hidden directory, {@code .NAME.building-…}, which a build of the same package
 * a day later deletes.
 *
 * <p>For one thread; several writers may race for one directory. Close it in every case: what is
 * not committed is deleted.
 */
public final class PackageWriter implements AutoCloseable {
  private final Path target;
  private final boolean replace;
  private final Path building;
  private final Map<String, PackageFile> files = new HashMap<>();
  private final Set<String> documents = new HashSet<>();
  private Optional<PackageExtension> extension = Optional.empty();

  private PackageWriter(Path target, boolean replace, Path building) {
    this.target = target;
    this.replace = replace;
    this.building = building;
  }

  /**
   * Begins a package.
   *
   * @param directory where it is to lie; parents are made if need be
   * @param replace whether a different package there is replaced
   * @throws StartException of kind PACKAGE if something lies there that is no package, which is
   *     never replaced
   */
  public static PackageWriter to(Path directory, boolean replace) throws IOException {
    Path target = resolved(directory.toAbsolutePath().normalize());
    Path parent = target.getParent();
    Path name = target.getFileName();
    if (parent == null || name == null) {
      throw PackagePlace.refused(target, "is no place for a package; name a directory in it");
    }
    PackagePlace.checkReplaceable(target);
    Files.createDirectories(parent);
    PackagePlace.deleteLeftovers(target);
    // Not a temporary directory of the JDK's: that would be closed to every other user.
    Path building = PackagePlace.beside(target, PackagePlace.BUILDING);
    Files.createDirectory(building);
    return new PackageWriter(target, replace, building);
  }

  /** Without links, where something lies there; a racing replacement may take it away meanwhile. */
  private static Path resolved(Path target) throws IOException {
    try {
      return target.toRealPath();
    } catch (NoSuchFileException e) {
      return target;
    }
  }

  /**
   * Writes a file.
   *
   * @return its path, with size and SHA-256 of the bytes that were written
   */
  public PackageFile add(String path, Content content) throws IOException {
    PackageFile file = write(path, content);
    files.put(path, file);
    return file;
  }

  /**
   * Writes a file that must have that SHA-256.
   *
   * @throws StartException of kind DIGEST if it has another
   */
  public PackageFile add(String path, Content content, String sha256) throws IOException {
    PackageFile file = add(path, content);
    if (!file.sha256().equals(sha256)) {
      throw new StartException(
          StartException.Kind.DIGEST,
          "\"%s\" must have SHA-256 %s, but its source gave %s in %d bytes"
              .formatted(path, sha256, file.sha256(), file.bytes()));
    }
    return file;
  }

  /** Writes a file for people, as a licence, which no cold start fetches. */
  public void document(String path, Content content) throws IOException {
    write(path, content);
    documents.add(path);
  }

  /** The hidden directory in which the package grows; its files may be read there. */
  public Path building() {
    return building;
  }

  /**
   * Takes over, from a package that already lies there and is the same model, the artifacts for
   * runtimes that the manifest has none for. Their files are linked where the file system can, and
   * are checked against their digests.
   *
   * @param manifest that was to be committed
   * @param order of runtimes that the artifacts are to have
   * @return the manifest to commit instead; the same where nothing is taken over
   * @throws StartException of kind DIGEST or PACKAGE if a file to take over is damaged or missing
   */
  ModelManifest extended(ModelManifest manifest, List<String> order) throws IOException {
    if (replace) {
      return manifest;
    }
    extension = PackageExtension.of(target, manifest);
    if (extension.isEmpty()) {
      return manifest;
    }
    for (Artifact artifact : extension.get().kept()) {
      for (PackageFile file : artifact.files()) {
        PackageVerifier.verify(target, file);
        if (files.putIfAbsent(file.path(), file) == null) {
          link(target.resolve(file.path()), place(file.path()));
        }
      }
    }
    return extension.get().extended(manifest, order);
  }

  private static void link(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (UnsupportedOperationException | FileSystemException e) {
      Files.copy(from, to);
    }
  }

  /**
   * Makes the package appear.
   *
   * @throws IllegalArgumentException if the manifest does not list just the files that were added
   * @throws StartException of kind PACKAGE if something else lies there and is not to be replaced
   */
  public BuiltPackage commit(ModelManifest manifest) throws IOException {
    return commit(manifest, directory -> {});
  }

  /**
   * Makes the package appear if it stands its trial.
   *
   * @param trial is given the directory of the whole package before it has its name; what it throws
   *     is thrown, and the package does not appear
   * @throws IllegalArgumentException if the manifest does not list just the files that were added
   * @throws StartException of kind PACKAGE if something else lies there and is not to be replaced
   */
  public BuiltPackage commit(ModelManifest manifest, Consumer<Path> trial) throws IOException {
    Map<String, PackageFile> listed = new HashMap<>();
    manifest.files().forEach(file -> listed.put(file.path(), file));
    for (Artifact artifact : manifest.artifacts()) {
      artifact.files().forEach(file -> listed.put(file.path(), file));
    }
    if (!listed.equals(files)) {
      throw new IllegalArgumentException(
          "the manifest lists %s, but %s were added".formatted(listed.values(), files.values()));
    }
    write(ModelManifest.FILE, Content.of(ManifestWriter.write(manifest)));
    trial.accept(building);
    Set<String> paths = new HashSet<>(files.keySet());
    paths.addAll(documents);
    paths.add(ModelManifest.FILE);
    boolean written = PackagePlace.move(building, target, paths, replace, extension);
    return new BuiltPackage(target, manifest, written);
  }

  private PackageFile write(String path, Content content) throws IOException {
    // Checks the path before anything is opened; the digest is a stand-in.
    PackageFile checked = new PackageFile(path, 0, "0".repeat(64));
    Path place = place(checked.path());
    MessageDigest digest = Sha256.newDigest();
    try (FileChannel channel =
        FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      BufferedOutputStream buffered =
          new BufferedOutputStream(
              new DigestOutputStream(Channels.newOutputStream(channel), digest), 1 << 16);
      content.writeTo(buffered);
      buffered.flush();
      // Before the rename, so that no power cut can leave a named package with holes.
      channel.force(true);
      return new PackageFile(path, channel.position(), HexFormat.of().formatHex(digest.digest()));
    }
  }

  /** Where a file goes; its folder is made. */
  private Path place(String path) throws IOException {
    Path place = building.resolve(path);
    Path folder = place.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return place;
  }

  /** Deletes what was not committed. Closing twice is harmless. */
  @Override
  public void close() throws IOException {
    PackagePlace.delete(building);
  }
}
