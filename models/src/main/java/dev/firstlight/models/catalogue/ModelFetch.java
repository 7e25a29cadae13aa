package dev.firstlight.models.catalogue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.models.imports.ImportRequest;
import dev.firstlight.models.imports.ModelImport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Fetches a model of the catalogue and makes a package of it. What was fetched stays until the
 * package is there, so that a fetch which is interrupted, however, goes on where it stopped.
 */
public final class ModelFetch {
  private final FetchOptions options;
  private final FetchListener listener;

  public ModelFetch(FetchOptions options, FetchListener listener) {
    this.options = options;
    this.listener = listener;
  }

  /**
   * What is to be fetched, and what becomes of it.
   *
   * @param entry of the catalogue
   * @param directory the package's own directory
   * @param replace whether a different package that lies there is replaced
   * @param tokenizer that the reader of a text model brings, where the catalogue has none
   * @param cache where native libraries are unpacked, for the run that tries the package
   */
  public record Order(
      CatalogueEntry entry, Path directory, boolean replace, Optional<Path> tokenizer, Path cache) {
    public Order {
      if (tokenizer.isPresent() && entry.texts().isEmpty()) {
        throw new StartException(
            StartException.Kind.CONFIGURATION,
            "model \"" + entry.name() + "\" takes no tokenizer; leave out --tokenizer");
      }
    }
  }

  /**
   * Fetches, checks, packs and runs once. Does nothing where the model already lies there intact.
   * Waits while another process fetches the same model.
   *
   * @throws StartException of kind STORE if no source gives the file or the disk is full, DIGEST if
   *     what they give is not what the catalogue says, PACKAGE if something else lies in the
   *     directory and is not to be replaced
   */
  public BuiltPackage fetch(Order order) {
    String name = order.entry().name();
    try (FetchLock lock =
        FetchLock.take(
            options.downloads().resolve(name + ".lock"),
            options.sleeper(),
            () -> listener.say("another fetch of " + name + " is running; waiting for it"))) {
      return fetch(order, lock);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(
          StartException.Kind.STORE, "the fetch of " + name + " was interrupted", e);
    } catch (IOException | UncheckedIOException e) {
      throw new StartException(
          StartException.Kind.STORE,
          "model \"%s\" cannot be kept in \"%s\": %s"
              .formatted(name, options.downloads(), e.getMessage()),
          e);
    }
  }

  @SuppressWarnings("UnusedVariable") // the lock is shown, not used
  private BuiltPackage fetch(Order order, FetchLock held) throws IOException, InterruptedException {
    Optional<BuiltPackage> there = there(order);
    if (there.isPresent()) {
      return there.get();
    }
    List<FileFetch> fetches = new ArrayList<>();
    for (CatalogueFile file : order.entry().files()) {
      fetches.add(new FileFetch(file, options, listener));
    }
    checkSpace(order, fetches);
    for (int i = 0; i < fetches.size(); i++) {
      if (!fetches.get(i).isHere()) {
        bring(order.entry(), order.entry().files().get(i), fetches.get(i));
      }
    }
    BuiltPackage built = pack(order, fetches);
    for (FileFetch fetch : fetches) {
      fetch.discard();
    }
    return built;
  }

  /** The package that is wanted, if it is there; what else lies there is refused before a byte. */
  private static Optional<BuiltPackage> there(Order order) throws IOException {
    Path directory = order.directory();
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (Stream<Path> children = Files.list(directory)) {
      if (children.findAny().isEmpty()) {
        return Optional.empty();
      }
    }
    if (order.replace() && Files.isRegularFile(directory.resolve(ModelManifest.FILE))) {
      return Optional.empty();
    }
    ModelManifest manifest = PackageVerifier.verify(directory);
    Set<String> digests =
        manifest.artifacts().stream()
            .flatMap(artifact -> artifact.files().stream())
            .map(file -> file.sha256())
            .collect(Collectors.toSet());
    boolean same =
        order.entry().files().stream().allMatch(file -> digests.contains(file.sha256()))
            && manifest.name().equals(order.entry().name())
            && order.tokenizer().isEmpty();
    if (!same) {
      throw new StartException(
          StartException.Kind.PACKAGE,
          "\"%s\" already has another package, %s %s; pass --replace to replace it, or name another directory with --out"
              .formatted(directory, manifest.name(), manifest.version()));
    }
    return Optional.of(new BuiltPackage(directory, manifest, false));
  }

  private void checkSpace(Order order, List<FileFetch> fetches) throws IOException {
    long missing = 0;
    for (FileFetch fetch : fetches) {
      missing += fetch.missing();
    }
    FreeSpace.check(
        options.space(), options.downloads(), missing, order.directory(), order.entry().bytes());
  }

  private void bring(CatalogueEntry entry, CatalogueFile file, FileFetch fetch)
      throws IOException, InterruptedException {
    List<String> faults = new ArrayList<>();
    boolean digest = false;
    List<Source> sources = sources(entry, file);
    for (Source source : sources) {
      listener.say("fetching %s from %s".formatted(file.name(), source.name()));
      try {
        fetch.from(source);
        return;
      } catch (IOException e) {
        digest |= e instanceof RefusedSourceException refused && refused.isDigest();
        faults.add(source.name() + ": " + FileFetch.reason(e, options));
        listener.say(faults.get(faults.size() - 1));
      }
    }
    throw new StartException(
        digest ? StartException.Kind.DIGEST : StartException.Kind.STORE,
        """
        model "%s" cannot be fetched; none of its sources gives %s (%,d bytes, SHA-256 %s):
          %s
        Where there is no network: name a proxy (https_proxy, or Java's https.proxyHost), or a mirror that has %s/%s (--mirror URL or DIR). Fetching again goes on where this stopped.
        For measuring, no pretrained weights are needed: firstlight models build mobilenet makes random ones."""
            .formatted(
                entry.name(),
                file.name(),
                file.bytes(),
                file.sha256(),
                String.join("\n  ", faults),
                entry.name(),
                file.name()));
  }

  private List<Source> sources(CatalogueEntry entry, CatalogueFile file) {
    List<Source> sources = new ArrayList<>();
    for (URI mirror : options.mirrors()) {
      String base = mirror.toString().endsWith("/") ? mirror.toString() : mirror + "/";
      URI uri = URI.create(base + entry.name() + "/" + file.name());
      sources.add(
          "file".equals(uri.getScheme())
              ? new FileSource(Path.of(uri), file.bytes())
              : new WebSource(uri, file.bytes(), options));
    }
    for (URI uri : file.sources()) {
      sources.add(new WebSource(uri, file.bytes(), options));
    }
    return sources;
  }

  private BuiltPackage pack(Order order, List<FileFetch> fetches) {
    List<Path> paths = fetches.stream().map(FileFetch::path).toList();
    ImportRequest request = CataloguePackage.request(order, paths);
    return new ModelImport(listener::say).run(request);
  }
}
