package dev.firstlight.models.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ImagePreprocessing;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.models.BuiltPackage;
import dev.firstlight.models.PackageVerifier;
import dev.firstlight.models.catalogue.FetchServer.Fault;
import dev.firstlight.models.imports.OnnxFixtures;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetches a real model, small, from a server that misbehaves. */
class ModelFetchTest {
  private static final byte[] MODEL = OnnxFixtures.classifier(false);

  private final List<String> said = new CopyOnWriteArrayList<>();
  private final List<Duration> slept = new CopyOnWriteArrayList<>();
  private final List<Long> begun = new CopyOnWriteArrayList<>();
  @TempDir private Path folder = Path.of("");
  private FetchServer server = start();

  private static FetchServer start() {
    try {
      return new FetchServer(MODEL);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @BeforeEach
  void downloadsAreEmpty() {
    assertFalse(Files.exists(downloads()));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void model_becomesAWholePackage() {
    BuiltPackage built = fetch();
    assertTrue(built.written());
    ModelManifest manifest = PackageVerifier.verify(built.directory());
    assertEquals("tiny", manifest.name());
    assertEquals("Apache-2.0", manifest.licence());
    assertTrue(manifest.provenance().contains(sha256(MODEL)), manifest.provenance());
    assertEquals(sha256(MODEL), manifest.artifacts().get(0).files().get(0).sha256());
    assertEquals(
        Optional.of("labels.txt"),
        ((Postprocessing.Classification) manifest.postprocessing()).labels());
    assertEquals(List.of("tiny.lock"), names(downloads()));
  }

  @Test
  void secondFetch_asksNobody() {
    fetch();
    int before = server.requests().size();
    assertFalse(fetch().written());
    assertEquals(before, server.requests().size());
  }

  @Test
  void cut_isResumedWhereItStopped() {
    server.faults(new Fault.Cut(1000), new Fault.Cut(5000));
    fetch();
    assertEquals(
        List.of(
            "/zoo/model.onnx - -",
            "/zoo/model.onnx bytes=1000- \"v1\"",
            "/zoo/model.onnx bytes=6000- \"v1\""),
        server.requests());
  }

  @Test
  void stall_isGivenUpAndResumed() {
    server.faults(new Fault.Stall(2000));
    fetch();
    assertTrue(server.requests().get(1).contains("bytes=2000-"), server.requests().toString());
    assertTrue(said.stream().anyMatch(line -> line.contains("nothing came for")), said.toString());
  }

  @Test
  void fetchThatFailed_isResumedByTheNext() {
    server.faults(
        new Fault.Cut(3000),
        new Fault.Status(500, ""),
        new Fault.Status(500, ""),
        new Fault.Status(500, ""));
    assertThrows(StartException.class, this::fetch);
    assertEquals(
        List.of(sha256(MODEL) + ".from", sha256(MODEL) + ".part", "tiny.lock"), names(downloads()));
    assertFalse(Files.exists(target()));
    fetch();
    List<String> requests = server.requests();
    assertTrue(requests.get(requests.size() - 1).contains("bytes=3000-"), requests.toString());
    assertEquals(List.of(0L, 3000L), begun);
  }

  @Test
  void serverWithoutRanges_beginsAnew() {
    server.faults(new Fault.Cut(3000), new Fault.NoRanges());
    assertTrue(fetch().written());
    assertTrue(said.stream().anyMatch(line -> line.contains("begins anew")), said.toString());
  }

  @Test
  void fileThatChangedMeanwhile_isFetchedAnew() {
    byte[] old = MODEL.clone();
    old[0] ^= 1;
    server.change(old, "\"v0\"");
    server.faults(
        new Fault.Cut(3000),
        new Fault.Status(500, ""),
        new Fault.Status(500, ""),
        new Fault.Status(500, ""));
    assertThrows(StartException.class, this::fetch);
    server.change(MODEL, "\"v1\"");
    assertTrue(fetch().written());
    assertTrue(server.requests().contains("/zoo/model.onnx bytes=3000- \"v0\""));
  }

  @Test
  void partOfAnotherVersion_isThrownAwayWithTheWhole() throws IOException {
    Files.createDirectories(downloads());
    Files.write(downloads().resolve(sha256(MODEL) + ".part"), new byte[4000]);
    assertTrue(fetch().written());
    assertTrue(said.stream().anyMatch(line -> line.contains("fetching all of it anew")));
  }

  @Test
  void partThatIsTooLong_isThrownAway() throws IOException {
    Files.createDirectories(downloads());
    Files.write(downloads().resolve(sha256(MODEL) + ".part"), new byte[MODEL.length + 1]);
    assertTrue(fetch().written());
    assertEquals("/zoo/model.onnx - -", server.requests().get(0));
  }

  @Test
  void corruption_isRefusedAndLeavesNothing() {
    server.faults(new Fault.Corrupt(700_000));
    StartException e = assertThrows(StartException.class, this::fetch);
    assertEquals(StartException.Kind.DIGEST, e.kind());
    assertTrue(e.getMessage().contains(sha256(MODEL)), e.getMessage());
    assertEquals(List.of("tiny.lock"), names(downloads()));
    assertFalse(Files.exists(target()));
  }

  @Test
  void fileOfAnotherSize_isRefusedBeforeItIsRead() {
    server.change(new byte[133], "\"pointer\"");
    StartException e = assertThrows(StartException.class, this::fetch);
    assertTrue(e.getMessage().contains("has 133 bytes there, but the catalogue says"));
    assertEquals(List.of("tiny.lock"), names(downloads()));
  }

  @Test
  void moreThanDeclared_isRefused() {
    server.faults(new Fault.Endless());
    StartException e = assertThrows(StartException.class, this::fetch);
    assertTrue(e.getMessage().contains("sends more than"), e.getMessage());
    assertFalse(Files.exists(target()));
  }

  @Test
  void redirect_isFollowed() {
    server.faults(new Fault.Status(302, "Location: /elsewhere?token=secret"));
    assertTrue(fetch().written());
    assertEquals("/elsewhere?token=secret - -", server.requests().get(1));
    assertFalse(said.toString().contains("secret"), said.toString());
  }

  @Test
  void redirectInACircle_isRefused() {
    Fault circle = new Fault.Status(302, "Location: /zoo/model.onnx");
    server.faults(circle, circle, circle, circle, circle, circle, circle);
    StartException e = assertThrows(StartException.class, this::fetch);
    assertTrue(e.getMessage().contains("redirects more than 5 times"), e.getMessage());
  }

  @Test
  void redirectToAFile_isNotFollowed() {
    server.faults(new Fault.Status(302, "Location: file:///etc/hostname"));
    StartException e = assertThrows(StartException.class, this::fetch);
    assertTrue(e.getMessage().contains("which is not followed"), e.getMessage());
  }

  @Test
  void busyServer_isLeftAloneAsLongAsItAsks() {
    server.faults(new Fault.Status(503, "Retry-After: 7"), new Fault.Status(500, ""));
    fetch();
    assertEquals(List.of(Duration.ofSeconds(7), Duration.ofMillis(200)), slept);
  }

  @Test
  void absentFile_isNotAskedForAgain() {
    server.faults(new Fault.Status(404, ""));
    StartException e = assertThrows(StartException.class, this::fetch);
    assertEquals(StartException.Kind.STORE, e.kind());
    assertEquals(1, server.requests().size());
    assertTrue(e.getMessage().contains("answered 404"), e.getMessage());
  }

  @Test
  void noNetwork_saysWhatToDo() throws IOException {
    server.close();
    StartException e = assertThrows(StartException.class, this::fetch);
    for (String advice : List.of("https_proxy", "--mirror", "tiny/model.onnx", "models build")) {
      assertTrue(e.getMessage().contains(advice), e.getMessage());
    }
  }

  @Test
  void mirrorOnADisk_isTriedFirst() throws IOException {
    Path mirror = folder.resolve("mirror");
    Files.createDirectories(mirror.resolve("tiny"));
    Files.write(mirror.resolve("tiny/model.onnx"), MODEL);
    assertTrue(fetch(options(List.of(mirror.toUri()))).written());
    assertEquals(List.of(), server.requests());
  }

  @Test
  void mirrorThatLacksTheFile_isFollowedByTheCataloguesOwn() {
    List<URI> mirrors = List.of(folder.resolve("absent").toUri(), server.uri().resolve("/mirror"));
    server.faults(new Fault.Status(404, ""));
    assertTrue(fetch(options(mirrors)).written());
    assertEquals(List.of("/mirror/tiny/model.onnx - -", "/zoo/model.onnx - -"), server.requests());
  }

  @Test
  void mirrorThatCorrupts_isFollowedByTheCataloguesOwn() {
    server.faults(new Fault.Corrupt(5));
    assertTrue(fetch(options(List.of(server.uri().resolve("/mirror/")))).written());
  }

  @Test
  void fullDisk_isSaidBeforeAByteIsAskedFor() {
    FetchOptions some = options(List.of());
    FetchOptions full =
        new FetchOptions(
            some.downloads(),
            some.mirrors(),
            some.connectTimeout(),
            some.stallTimeout(),
            some.attempts(),
            some.backoff(),
            some.sleeper(),
            path -> 1000);
    StartException e = assertThrows(StartException.class, () -> fetch(full));
    assertTrue(e.getMessage().contains("has room for 1,000 bytes"), e.getMessage());
    assertEquals(List.of(), server.requests());
  }

  @Test
  void otherPackageInTheDirectory_isRefusedBeforeAByteIsAskedFor() throws IOException {
    Files.createDirectories(target());
    Files.writeString(target().resolve("thesis.txt"), "mine");
    StartException e = assertThrows(StartException.class, this::fetch);
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    assertEquals(List.of(), server.requests());
    assertEquals(List.of("thesis.txt"), names(target()));
  }

  @Test
  void fetchesAtOnce_areOneDownload() throws Exception {
    int count = 4;
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      List<Future<BuiltPackage>> fetches = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        fetches.add(threads.submit(this::fetchPatiently));
      }
      long written = 0;
      for (Future<BuiltPackage> fetch : fetches) {
        written += fetch.get().written() ? 1 : 0;
      }
      assertEquals(1, written);
      assertEquals(1, server.requests().size());
    } finally {
      threads.shutdownNow();
    }
  }

  private BuiltPackage fetchPatiently() {
    FetchOptions some = options(List.of());
    return fetch(
        new FetchOptions(
            some.downloads(),
            some.mirrors(),
            some.connectTimeout(),
            some.stallTimeout(),
            some.attempts(),
            some.backoff(),
            time -> Thread.sleep(1), // a real wait: other threads hold the lock
            some.space()));
  }

  private BuiltPackage fetch() {
    return fetch(options(List.of()));
  }

  private BuiltPackage fetch(FetchOptions options) {
    ImagePreprocessing image =
        new ImagePreprocessing(
            Optional.empty(),
            Optional.empty(),
            OnnxFixtures.SIDE,
            OnnxFixtures.SIDE,
            ImagePreprocessing.Layout.NCHW,
            ImagePreprocessing.Channels.RGB,
            1 / 255.0,
            List.of(0.0, 0.0, 0.0),
            List.of(1.0, 1.0, 1.0));
    CatalogueEntry entry =
        new CatalogueEntry(
            "tiny",
            "A classifier",
            "image-classification",
            "Apache-2.0",
            "https://example.com/tiny",
            List.of(),
            List.of(
                new CatalogueFile(
                    "model.onnx", MODEL.length, sha256(MODEL), List.of(server.uri()))),
            new Preprocessing.Image(image),
            new Postprocessing.Classification(Optional.empty(), Optional.empty(), 5, true),
            Optional.of(CatalogueEntry.Labels.IMAGENET_1K),
            Optional.empty());
    return new ModelFetch(options, new Heard())
        .fetch(
            new ModelFetch.Order(
                entry, target(), false, Optional.empty(), folder.resolve("cache")));
  }

  private FetchOptions options(List<URI> mirrors) {
    return new FetchOptions(
        downloads(),
        mirrors,
        Duration.ofSeconds(5),
        Duration.ofMillis(300),
        3,
        Duration.ofMillis(100),
        slept::add,
        FreeSpace::usable);
  }

  private Path downloads() {
    return folder.resolve("downloads");
  }

  private Path target() {
    return folder.resolve("tiny");
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private final class Heard implements FetchListener {
    @Override
    public void say(String line) {
      said.add(line);
    }

    @Override
    public void begin(String name, long bytes, long present) {
      begun.add(present);
    }

    @Override
    public void at(long bytes) {}

    @Override
    public void end() {}
  }
}
