package dev.firstlight.bench.jvm;

import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.platform.PrivateDirectory;
import dev.firstlight.platform.ProcessLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A folder with one startup archive and its key beside it. The key is removed before the archive
 * changes and written after it, so that whoever finds a key finds its archive; a process that is
 * killed meanwhile leaves an archive without one, which nobody uses. A JVM runs code from an
 * archive unchecked, so a folder that others could write to is refused. Safe for use by several
 * processes.
 *
 * @param folder that they lie in
 * @param form of the archive
 */
public record ArchiveFolder(Path folder, ArchiveForm form) {
  /** The key's name. */
  public static final String KEY = "archive.key";

  private static final String UNFINISHED = ".unfinished-";
  private static final String BYTES = "bytes ";

  /** Where the archive lies. */
  public Path archive() {
    return folder.resolve(form.file());
  }

  /**
   * Why the archive may not be used with what there is now, in words; empty if it may.
   *
   * @param now the key of what there is now
   */
  public Optional<String> misfit(ArchiveKey now) {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve(KEY)));
      String bytes = lines.isEmpty() ? "" : lines.remove(lines.size() - 1);
      Optional<String> difference = new ArchiveKey(lines).difference(now);
      if (difference.isPresent()) {
        return difference;
      }
      return bytes.equals(BYTES + Files.size(archive()))
          ? Optional.empty()
          : Optional.of("its file has other bytes than its key says");
    } catch (NoSuchFileException e) {
      return Optional.of("there is none");
    } catch (IOException e) {
      return Optional.of("it cannot be read: " + e);
    }
  }

  /**
   * Makes the archive, unless one that fits is there.
   *
   * @return whether it was made
   * @throws BenchException of kind TARGET if the training run fails or leaves no archive, FILE if
   *     the folder cannot be written to
   */
  public boolean make(ArchiveKey key, TrainingRun training) throws InterruptedException {
    try {
      PrivateDirectory.make(folder);
      try (ProcessLock lock = ProcessLock.on(folder.resolve(".lock"))) {
        if (misfit(key).isEmpty()) {
          return false;
        }
        if (lock.isHeld()) {
          removeUnfinished();
        }
        Path fresh = folder.resolve(UNFINISHED + UUID.randomUUID() + "." + form.file());
        try {
          train(training, fresh);
          publish(key, fresh);
        } finally {
          Files.deleteIfExists(fresh);
        }
        return true;
      }
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE,
          "no startup archive can be made in \"%s\": %s".formatted(folder, e.getMessage()),
          e);
    }
  }

  private void train(TrainingRun training, Path fresh) throws IOException, InterruptedException {
    try {
      training.run(form.writing(fresh));
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.TARGET, "the training run failed: " + e.getMessage(), e);
    }
    if (!Files.isRegularFile(fresh) || Files.size(fresh) == 0) {
      throw new BenchException(
          BenchException.Kind.TARGET,
          "the training run ended without an archive; a JVM that is killed, or has no room in \""
              + folder
              + "\", writes none");
    }
  }

  private void publish(ArchiveKey key, Path fresh) throws IOException {
    Path unfinished = folder.resolve(UNFINISHED + UUID.randomUUID() + "." + KEY);
    Files.writeString(unfinished, key.text() + BYTES + Files.size(fresh) + "\n");
    Files.deleteIfExists(folder.resolve(KEY));
    Files.move(fresh, archive(), StandardCopyOption.ATOMIC_MOVE);
    Files.move(unfinished, folder.resolve(KEY), StandardCopyOption.ATOMIC_MOVE);
  }

  private void removeUnfinished() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, UNFINISHED + "*")) {
      for (Path each : left) {
        Files.deleteIfExists(each);
      }
    }
  }
}
