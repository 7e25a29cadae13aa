package dev.firstlight.models.prepare;

import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.models.PackageFiles;
import dev.firstlight.platform.ProcessLock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Adds files to a package that lies here, without a moment at which it would not be whole: files
 * get names that no package has had, and then the new manifest takes the place of the old in one
 * step. What is killed before leaves files that no manifest lists, which the next amendment
 * deletes. One at a time works on a package. For one thread; close it.
 */
final class PackageAmendment implements AutoCloseable {
  private static final String SCRATCH = ".preparing-";
  private static final String LOCK = ".preparing.lock";
  private static final String FOLDER = "prepared";

  private final Path directory;
  private final Path scratch;
  private final ProcessLock lock;

  private PackageAmendment(Path directory, Path scratch, ProcessLock lock) {
    this.directory = directory;
    this.scratch = scratch;
    this.lock = lock;
  }

  /** Begins; waits for another one that works on the same package. */
  static PackageAmendment of(Path directory) throws IOException {
    ProcessLock lock = ProcessLock.on(directory.resolve(LOCK));
    try {
      if (lock.isHeld()) {
        for (Path left : entries(directory, SCRATCH + "*")) {
          if (Files.isDirectory(left)) {
            PackageFiles.delete(left);
          }
        }
      }
      Path scratch = directory.resolve(SCRATCH + UUID.randomUUID());
      return new PackageAmendment(directory, Files.createDirectory(scratch), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** An empty folder to write files to before it is known whether they are kept. */
  Path folder(String name) throws IOException {
    return Files.createDirectory(scratch.resolve(name));
  }

  /**
   * Takes files over into the package, under names made of that name and their content.
   *
   * @param folder where they lie, from {@link #folder}
   * @param files relative to the folder
   */
  List<PackageFile> take(String name, Path folder, List<Path> files) throws IOException {
    List<PackageFile> digested = new ArrayList<>();
    for (Path file : files) {
      force(folder.resolve(file));
      digested.add(PackageFiles.digested(folder, file.toString()));
    }
    String place = FOLDER + "/" + name + "-" + digested.get(0).sha256().substring(0, 8);
    Path target = directory.resolve(place);
    if (Files.exists(target)) {
      PackageFiles.delete(target); // unfinished, or the same
    }
    Files.createDirectories(directory.resolve(FOLDER));
    Files.move(folder, target, StandardCopyOption.ATOMIC_MOVE);
    List<PackageFile> taken = new ArrayList<>();
    for (PackageFile file : digested) {
      taken.add(new PackageFile(place + "/" + file.path(), file.bytes(), file.sha256()));
    }
    return taken;
  }

  /** Makes it the package's manifest, and deletes prepared files that it does not list. */
  void commit(ModelManifest manifest) throws IOException {
    Path fresh = scratch.resolve(ModelManifest.FILE);
    Files.write(fresh, ManifestWriter.write(manifest));
    force(fresh);
    Files.move(
        fresh,
        directory.resolve(ModelManifest.FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Set<Path> listed = new HashSet<>();
    for (Artifact artifact : manifest.artifacts()) {
      for (PackageFile file : artifact.files()) {
        listed.add(directory.resolve(file.path()));
      }
    }
    Path prepared = directory.resolve(FOLDER);
    if (Files.isDirectory(prepared)) {
      for (Path folder : entries(prepared, "*-[0-9a-f]*")) {
        if (listed.stream().noneMatch(file -> file.startsWith(folder))) {
          PackageFiles.delete(folder);
        }
      }
    }
  }

  private static List<Path> entries(Path folder, String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, pattern)) {
      entries.forEach(found::add);
    }
    return found;
  }

  /** Before the rename, so that no power cut leaves a listed file with holes. */
  private static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      PackageFiles.delete(scratch);
    } catch (FileSystemException e) {
      // Nothing uses it, and the next one tries again.
    }
  }
}
