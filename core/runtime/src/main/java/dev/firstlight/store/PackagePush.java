package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestReader;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.PackageTarget.ConflictException;
import dev.firstlight.store.PackageTarget.Content;
import dev.firstlight.store.PackageTarget.Stored;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Writes a package to a store so that whoever opens it there finds all of it or no {@code
 * model.json}, whatever interrupts the push. The manifest goes last. Where files that the old
 * manifest names must change, the old manifest goes first. A claim beside the manifest keeps two
 * pushes from mixing. What an interrupted push has written is not written again.
 */
public final class PackagePush {
  /** Lies beside the manifest while a push is under way. */
  static final String CLAIM = ModelManifest.FILE + ".push";

  private static final int MAX_CLAIM_BYTES = 4 << 10;

  private final PackageTarget target;
  private final String where;
  private final String claim;

  /**
   * @param target where the package goes
   * @param uri of it, for messages
   * @param clock for the claim
   * @param id of this push, unlike that of any other
   */
  public PackagePush(PackageTarget target, URI uri, Clock clock, String id) {
    this.target = target;
    this.where = Redacted.uri(uri);
    this.claim = "push " + id + " since " + clock.instant();
  }

  /**
   * What a push may do to what lies there.
   *
   * @param replace whether it may replace a different package
   * @param takeOver whether it may take over from a push that died and left its claim
   */
  public record Leave(boolean replace, boolean takeOver) {}

  /** What a push came to. */
  public enum Outcome {
    /** The package is there now. */
    WRITTEN,
    /** The same package was there, with files missing or damaged, which are whole now. */
    REPAIRED,
    /** The same package was there, whole. */
    UNCHANGED
  }

  /**
   * Writes the package.
   *
   * @param folder with the package, of which every byte is checked first
   * @param leave what may be done to what lies there
   * @param progress hears of bytes on their way
   * @throws StartException of kind PACKAGE or DIGEST if the folder holds no whole package, STORE if
   *     it cannot be written or must not be
   */
  public Outcome run(Path folder, Leave leave, PushProgress progress) {
    Local local = Local.of(folder);
    try {
      Optional<Content> before = allowed(local, leave);
      if (isSame(local, before) && absent(local).isEmpty()) {
        return Outcome.UNCHANGED;
      }
      boolean takenOver = takeClaim(leave);
      Outcome outcome;
      try {
        if (takenOver) {
          target.removeLeftovers();
        }
        // Again, as only now nobody else writes.
        outcome = write(local, allowed(local, leave), progress);
      } catch (IOException | RuntimeException | Error e) {
        dropClaimAfter(e);
        throw e;
      }
      dropClaim();
      return outcome;
    } catch (ConflictException e) {
      throw failed(e.getMessage() + "; nothing there was made to look whole: push again", e);
    } catch (IOException e) {
      throw failed("cannot be written: " + e.getMessage(), e);
    }
  }

  private Outcome write(Local local, Optional<Content> there, PushProgress progress)
      throws IOException {
    boolean same = isSame(local, there);
    List<PackageFile> absent = absent(local);
    progress.total(absent.stream().mapToLong(PackageFile::bytes).sum(), absent.size());
    Set<String> named = same ? Set.of() : named(there, absent);
    for (PackageFile file : absent) {
      if (!named.contains(file.path())) {
        write(local, file, progress);
      }
    }
    Optional<String> replaces = there.map(Content::version);
    if (absent.stream().anyMatch(file -> named.contains(file.path()))) {
      // From here to the last line there is no package: better than one that is half another.
      checkClaim();
      target.delete(ModelManifest.FILE);
      replaces = Optional.empty();
      for (PackageFile file : absent) {
        if (named.contains(file.path())) {
          write(local, file, progress);
        }
      }
    }
    if (same) {
      return Outcome.REPAIRED;
    }
    checkClaim();
    put(ModelManifest.FILE, local.json, replaces);
    sweep(local, there);
    return Outcome.WRITTEN;
  }

  private void write(Local local, PackageFile file, PushProgress progress) throws IOException {
    checkClaim();
    target.write(file, local.folder.resolve(file.path()), progress);
  }

  /** Somebody may have taken this push, which was only slow, for dead. */
  private void checkClaim() throws IOException {
    if (!isClaimed()) {
      throw new ConflictException("another push has taken over");
    }
  }

  private boolean isClaimed() throws IOException {
    return target.read(CLAIM, MAX_CLAIM_BYTES).map(PackagePush::text).equals(Optional.of(claim));
  }

  /** A write whose answer was lost conflicts with itself when it is tried again. */
  private void put(String path, byte[] bytes, Optional<String> replaces) throws IOException {
    try {
      target.put(path, bytes, replaces);
    } catch (ConflictException e) {
      Optional<Content> there = target.read(path, Math.max(bytes.length, MAX_CLAIM_BYTES));
      if (there.isEmpty() || !Arrays.equals(there.get().bytes(), bytes)) {
        throw e;
      }
    }
  }

  /** Removes what the old manifest named and the new one does not. */
  private void sweep(Local local, Optional<Content> there) throws IOException {
    Set<String> old = new HashSet<>(named(there, List.of()));
    local.files.forEach(file -> old.remove(file.path()));
    for (String path : old) {
      target.delete(path);
    }
  }

  /** What lies there, if this push may go on. */
  private Optional<Content> allowed(Local local, Leave leave) throws IOException {
    Optional<Content> there = target.read(ModelManifest.FILE, ManifestReader.MAX_BYTES);
    if (there.isPresent() && !isSame(local, there) && !leave.replace()) {
      throw new StartException(
          StartException.Kind.STORE,
          "a different package lies in \"%s\" (model.json has SHA-256 %s, this one %s); push to another place, or with --replace"
              .formatted(where, Sha256.of(there.get().bytes()), Sha256.of(local.json)));
    }
    return there;
  }

  private static boolean isSame(Local local, Optional<Content> there) {
    return there.isPresent() && Arrays.equals(there.get().bytes(), local.json);
  }

  /** The files that are not there as they should be. */
  private List<PackageFile> absent(Local local) throws IOException {
    List<PackageFile> absent = new ArrayList<>();
    for (PackageFile file : local.files) {
      Optional<Stored> stored = target.find(file.path());
      boolean there =
          stored.isPresent()
              && stored.get().bytes() == file.bytes()
              && stored.get().sha256().equals(Optional.of(file.sha256()));
      if (!there) {
        absent.add(file);
      }
    }
    return absent;
  }

  /** The paths that a manifest names; all that matter, where it cannot be read. */
  private Set<String> named(Optional<Content> there, List<PackageFile> otherwise) {
    Set<String> named = new HashSet<>();
    if (there.isPresent()) {
      try {
        ModelManifest manifest = ManifestReader.read(there.get().bytes(), where);
        files(manifest).forEach(file -> named.add(file.path()));
      } catch (StartException e) {
        otherwise.forEach(file -> named.add(file.path()));
      }
    }
    return named;
  }

  /** Whether it was taken from another push. */
  private boolean takeClaim(Leave leave) throws IOException {
    byte[] bytes = claim.getBytes(StandardCharsets.UTF_8);
    try {
      put(CLAIM, bytes, Optional.empty());
      return false;
    } catch (ConflictException e) {
      Optional<Content> other = target.read(CLAIM, MAX_CLAIM_BYTES);
      String owner = other.map(PackagePush::text).orElse("a push that has just ended");
      if (!leave.takeOver()) {
        throw new StartException(
            StartException.Kind.STORE,
            "another push is writing to \"%s\" (%s); wait for it, or push with --take-over if it died"
                .formatted(where, owner),
            e);
      }
      put(CLAIM, bytes, other.map(Content::version));
      return true;
    }
  }

  private static String text(Content claim) {
    // Written by somebody else: no control characters in our messages.
    return new String(claim.bytes(), StandardCharsets.UTF_8).replaceAll("[^ -~]", "?");
  }

  /** Also when the thread was interrupted, which would make requests fail at once. */
  private void dropClaimAfter(Throwable failure) {
    boolean interrupted = Thread.interrupted();
    try {
      dropClaim();
    } catch (IOException | RuntimeException e) {
      failure.addSuppressed(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void dropClaim() throws IOException {
    if (isClaimed()) {
      target.delete(CLAIM);
    }
  }

  private StartException failed(String reason, IOException cause) {
    return new StartException(
        StartException.Kind.STORE, "package \"" + where + "\" " + reason, cause);
  }

  private static List<PackageFile> files(ModelManifest manifest) {
    Map<String, PackageFile> files = new LinkedHashMap<>();
    manifest.files().forEach(file -> files.put(file.path(), file));
    for (Artifact artifact : manifest.artifacts()) {
      artifact.files().forEach(file -> files.put(file.path(), file));
    }
    return List.copyOf(files.values());
  }

  /** The package on this machine, verified. */
  private static final class Local {
    private final Path folder;
    private final byte[] json;
    private final List<PackageFile> files;

    private Local(Path folder, byte[] json, List<PackageFile> files) {
      this.folder = folder;
      this.json = json;
      this.files = files;
    }

    static Local of(Path folder) {
      ModelSource source = new FileStore().open(folder.toUri(), StoreOptions.DEFAULT);
      try (PackageDownload download =
          new PackageDownload(
              source,
              folder.toUri(),
              folder,
              StoreOptions.DEFAULT,
              new Backoff(),
              Runnable::run,
              System::nanoTime)) {
        PackageDownload.Pinned pinned = download.manifest(Optional.empty());
        List<PackageFile> files = PackagePush.files(pinned.manifest());
        download.fetch(files, pinned.sha256());
        byte[] json = Files.readAllBytes(folder.resolve(ModelManifest.FILE));
        if (!Sha256.of(json).equals(pinned.sha256())) {
          throw new StartException(
              StartException.Kind.DIGEST,
              "model.json in \"" + folder + "\" was changed while it was read; push again");
        }
        return new Local(folder, json, files);
      } catch (IOException e) {
        throw new StartException(
            StartException.Kind.STORE, "\"" + folder + "\" cannot be read: " + e, e);
      }
    }
  }
}
