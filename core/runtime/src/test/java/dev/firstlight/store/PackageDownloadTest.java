package dev.firstlight.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.FaultyServer.Fault;
import dev.firstlight.store.PackageDownload.Fetched;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PackageDownloadTest {
  private static final String MANIFEST_SHA256 = "ab".repeat(32);
  private static final StoreOptions OPTIONS =
      StoreOptions.DEFAULT.withStallTimeout(Duration.ofMillis(400)).withAttempts(4);
  private static final Executor THREADS = task -> new Thread(task).start();

  @TempDir Path temp;
  private FaultyServer server;
  private final byte[] content = randomBytes(20 << 20);

  @BeforeEach
  void start() throws IOException {
    server = new FaultyServer().file("model.onnx", content);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void file_served_arrivesWholeUnderItsName() throws IOException {
    Fetched fetched = fetch(listed(content));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
    assertEquals(content.length, fetched.bytes());
    assertTrue(fetched.verifiedNanos() >= fetched.completeNanos());
    assertNothingHalf();
  }

  @Test
  void files_areToldOfAsTheyCome_smallOnesFirst() throws IOException {
    byte[] small = randomBytes(10);
    server.file("labels.txt", small);
    PackageFile labels = new PackageFile("labels.txt", 10, Sha256.of(small));
    List<String> arrived = new ArrayList<>();
    try (PackageDownload download = download(source())) {
      download.fetch(
          List.of(listed(content), labels),
          MANIFEST_SHA256,
          (path, place) -> {
            assertTrue(Files.exists(place), path);
            arrived.add(path);
          });
    }
    assertEquals(List.of("labels.txt", "model.onnx"), arrived);
  }

  @Test
  void files_thatAnEarlierStartLeft_areToldOfToo() {
    fetch(listed(content));
    List<String> arrived = new ArrayList<>();
    try (PackageDownload download = download(source())) {
      download.fetch(List.of(listed(content)), MANIFEST_SHA256, (path, place) -> arrived.add(path));
    }
    assertEquals(List.of("model.onnx"), arrived);
  }

  @Test
  void file_damagedOnItsWay_isNotToldOf() {
    byte[] other = content.clone();
    other[7] ^= 1;
    server.file("model.onnx", other);
    List<String> arrived = new ArrayList<>();
    try (PackageDownload download = download(source())) {
      assertThrows(
          StartException.class,
          () ->
              download.fetch(
                  List.of(listed(content)), MANIFEST_SHA256, (path, place) -> arrived.add(path)));
    }
    assertEquals(List.of(), arrived);
  }

  @Test
  void sealedPackage_isTheOneOfThatManifestOnly() throws IOException {
    StoreOptions sealed = OPTIONS.withSealed(MANIFEST_SHA256);
    PackageFile forged =
        new PackageFile("m", Files.size(LocalFilesTest.OUT_OF_REACH), "0".repeat(64));
    try (PackageDownload download = download(outOfReach(), sealed, System::nanoTime)) {
      assertEquals(0, download.fetch(List.of(forged), MANIFEST_SHA256).checked());
      StartException refused =
          assertThrows(
              StartException.class, () -> download.fetch(List.of(forged), "cd".repeat(32)));
      assertEquals(StartException.Kind.DIGEST, refused.kind());
    }
  }

  private static ModelSource outOfReach() {
    return new ModelSource() {
      @Override
      public InputStream read(String path, long offset, long length) throws IOException {
        throw new IOException("it lies here");
      }

      @Override
      public Optional<Path> local(String path) {
        return Optional.of(LocalFilesTest.OUT_OF_REACH);
      }

      @Override
      public void close() {}
    };
  }

  @Test
  void file_emptyOne_arrives() throws IOException {
    server.file("model.onnx", new byte[0]);
    assertEquals(0, Files.size(fetch(listed(new byte[0])).files().get("model.onnx")));
  }

  @Test
  void file_hereFromAnEarlierStart_isNotFetchedAgain() {
    fetch(listed(content));
    int before = server.requests("model.onnx");
    assertEquals(0, fetch(listed(content)).bytes());
    assertEquals(before, server.requests("model.onnx"));
  }

  @Test
  void file_damagedSinceAnEarlierStart_isFetchedAgain() throws IOException {
    Path here = fetch(listed(content)).files().get("model.onnx");
    byte[] damaged = content.clone();
    damaged[content.length / 2] ^= 1;
    Files.write(here, damaged);
    Path again = fetch(listed(content)).files().get("model.onnx");
    assertArrayEquals(content, Files.readAllBytes(again));
  }

  @Test
  void file_connectionResetInTheMiddle_goesOnWhereItBroke() throws IOException {
    server.faults("model.onnx", new Fault.Cut(1 << 20), new Fault.Cut(5), new Fault.Cut(0));
    Fetched fetched = fetch(listed(content));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
  }

  @Test
  void file_stallsInTheMiddle_goesOnAfterTheTimeout() throws IOException {
    server.faults("model.onnx", new Fault.Stall(1 << 20));
    Fetched fetched = fetch(listed(content));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
  }

  @Test
  void file_serverErrorThenFine_arrives() throws IOException {
    server.faults("model.onnx", new Fault.Status(500), new Fault.Status(503));
    Fetched fetched = fetch(listed(content));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
  }

  @Test
  void file_serverWithoutRanges_arrivesAfterACutToo() throws IOException {
    server.faults("model.onnx", new Fault.Cut(1 << 20), new Fault.NoRanges());
    Fetched fetched = fetch(listed(content));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
  }

  @Test
  void file_severalRangesInParallel_arrivesWhole() throws IOException {
    server.faults("model.onnx", new Fault.Cut(100), new Fault.Cut(3 << 20));
    ModelSource parallel = new HttpStore().open(server.uri(), OPTIONS.withParallelRanges(3));
    Fetched fetched = download(parallel).fetch(List.of(listed(content)), MANIFEST_SHA256);
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get("model.onnx")));
  }

  @Test
  void file_everyConnectionCut_failsAndLeavesNothing() throws IOException {
    Fault[] cuts = new Fault[40];
    java.util.Arrays.fill(cuts, new Fault.Cut(0));
    server.faults("model.onnx", cuts);
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertEquals(StartException.Kind.STORE, e.kind());
    assertNothingHalf();
  }

  @Test
  void file_shorterThanListed_failsAndSaysHowMuchCame() throws IOException {
    server.file("model.onnx", randomBytes(1000));
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertTrue(e.getMessage().contains("1000 of"), e.getMessage());
    assertNothingHalf();
  }

  @Test
  void file_otherBytesThanListed_isRefused() throws IOException {
    byte[] other = content.clone();
    other[7] ^= 1;
    server.file("model.onnx", other);
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertEquals(StartException.Kind.DIGEST, e.kind());
    assertTrue(e.getMessage().contains(listed(content).sha256()), e.getMessage());
    assertNothingHalf();
  }

  @Test
  void file_missing_namesItAndThePackage() {
    StartException e =
        assertThrows(
            StartException.class, () -> fetch(new PackageFile("absent.bin", 5, "00".repeat(32))));
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    assertTrue(e.getMessage().contains("\"absent.bin\""), e.getMessage());
    assertTrue(e.getMessage().contains(server.uri().toString()), e.getMessage());
  }

  @Test
  void file_forbidden_isNotAskedForAgain() {
    server.faults("model.onnx", new Fault.Status(403));
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertEquals(StartException.Kind.STORE, e.kind());
    assertTrue(e.getMessage().contains("answered 403"), e.getMessage());
    assertEquals(1, server.requests("model.onnx"));
  }

  @Test
  void redirect_toAnotherPath_isFollowed() throws IOException {
    server.file("elsewhere.onnx", content);
    server.faults("model.onnx", new Fault.Redirect("/package/elsewhere.onnx"));
    assertArrayEquals(
        content, Files.readAllBytes(fetch(listed(content)).files().get("model.onnx")));
  }

  @Test
  void redirect_toAFile_isNotFollowed() {
    Fault[] redirects = new Fault[20];
    java.util.Arrays.fill(redirects, new Fault.Redirect("file:///etc/passwd"));
    server.faults("model.onnx", redirects);
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertTrue(e.getMessage().contains("not followed"), e.getMessage());
  }

  @Test
  void redirect_inACircle_ends() {
    Fault[] redirects = new Fault[200];
    java.util.Arrays.fill(redirects, new Fault.Redirect("/package/model.onnx"));
    server.faults("model.onnx", redirects);
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertTrue(e.getMessage().contains("redirects more than"), e.getMessage());
  }

  @Test
  void manifest_absent_saysWhatToDo() {
    StartException e =
        assertThrows(StartException.class, () -> download(source()).manifest(Optional.empty()));
    assertTrue(e.getMessage().contains("has no model.json"), e.getMessage());
    assertTrue(e.getMessage().contains("firstlight models build"), e.getMessage());
  }

  @Test
  void manifest_endless_isRefusedBeforeItFillsMemory() {
    server.file("model.json", new byte[9 << 20]);
    StartException e =
        assertThrows(StartException.class, () -> download(source()).manifest(Optional.empty()));
    assertTrue(e.getMessage().contains("no manifest"), e.getMessage());
  }

  @Test
  void manifest_otherThanPinned_isRefused() {
    server.file("model.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    StartException e =
        assertThrows(
            StartException.class, () -> download(source()).manifest(Optional.of("cd".repeat(32))));
    assertEquals(StartException.Kind.DIGEST, e.kind());
  }

  @Test
  void localFile_unreadable_saysPermissionDenied() throws IOException {
    Assumptions.assumeFalse(
        "root".equals(System.getProperty("user.name")), "root may read every file");
    Path file = Files.write(temp.resolve("model.onnx"), content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("---------"));
    ModelSource folder = new FileStore().open(temp.toUri(), OPTIONS);
    StartException e =
        assertThrows(
            StartException.class,
            () -> download(folder).fetch(List.of(listed(content)), MANIFEST_SHA256));
    assertTrue(e.getMessage().contains("permission denied"), e.getMessage());
  }

  @Test
  void localFile_isUsedWhereItLies() throws IOException {
    Path file = Files.write(temp.resolve("model.onnx"), content);
    ModelSource folder = new FileStore().open(temp.toUri(), OPTIONS);
    Fetched fetched = download(folder).fetch(List.of(listed(content)), MANIFEST_SHA256);
    assertEquals(file, fetched.files().get("model.onnx"));
    assertEquals(0, fetched.bytes());
  }

  @Test
  void localFile_isReadAfterTheDownloadHasEnded_sinceThatIsToVerifyIt() throws IOException {
    Path file = Files.write(temp.resolve("model.onnx"), content);
    ModelSource folder = new FileStore().open(temp.toUri(), OPTIONS);
    // Whoever reads the file after the first look at the clock finds other bytes in it.
    LongSupplier clock =
        () -> {
          try {
            Files.write(file, new byte[content.length]);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return 1;
        };
    try (PackageDownload download = download(folder, clock)) {
      StartException e =
          assertThrows(
              StartException.class,
              () -> download.fetch(List.of(listed(content)), MANIFEST_SHA256));
      assertEquals(StartException.Kind.DIGEST, e.kind());
    }
  }

  @Test
  void localFile_cutShort_isRefused() throws IOException {
    Files.write(temp.resolve("model.onnx"), new byte[10]);
    ModelSource folder = new FileStore().open(temp.toUri(), OPTIONS);
    StartException e =
        assertThrows(
            StartException.class,
            () -> download(folder).fetch(List.of(listed(content)), MANIFEST_SHA256));
    assertEquals(StartException.Kind.DIGEST, e.kind());
    assertTrue(e.getMessage().contains("has 10 bytes"), e.getMessage());
  }

  @Test
  void cache_thatCannotBeWritten_isNamedWithWhatToDo() throws IOException {
    Files.write(temp.resolve("cache"), new byte[1]); // a file where the folder should be
    StartException e = assertThrows(StartException.class, () -> fetch(listed(content)));
    assertEquals(StartException.Kind.STORE, e.kind());
    assertTrue(e.getMessage().contains("FIRSTLIGHT_CACHE_DIRECTORY"), e.getMessage());
    assertTrue(e.getMessage().contains("cannot be kept here"), e.getMessage());
  }

  @Test
  void host_thatThereIsNot_isNamed() {
    ModelSource nowhere =
        new HttpStore().open(URI.create("http://nowhere.invalid/model"), OPTIONS.withAttempts(1));
    StartException e =
        assertThrows(StartException.class, () -> download(nowhere).manifest(Optional.empty()));
    assertTrue(e.getMessage().contains("nowhere.invalid"), e.getMessage());
  }

  @Test
  void port_whereNobodyListens_isNamed() {
    // Not one that was just closed, which the system may have given to somebody else.
    URI address = URI.create("http://127.0.0.1:1/package/");
    ModelSource closed = new HttpStore().open(address, OPTIONS.withAttempts(1));
    StartException e =
        assertThrows(StartException.class, () -> download(closed).manifest(Optional.empty()));
    assertTrue(e.getMessage().contains(address + "model.json: "), e.getMessage());
  }

  /** A reader that waits must not keep the one that closes, who may be giving up on a failure. */
  @Test
  @Timeout(20)
  void source_closedWhileABodyStalls_doesNotWaitForIt() throws Exception {
    server.faults("model.onnx", new Fault.Stall(1 << 20));
    ModelSource stalled =
        new HttpStore().open(server.uri(), OPTIONS.withStallTimeout(Duration.ofMinutes(1)));
    java.io.InputStream stream = stalled.read("model.onnx", 0, Long.MAX_VALUE);
    stream.readNBytes(1 << 20);
    Thread reader =
        new Thread(
            () -> {
              try {
                stream.read();
              } catch (IOException e) {
                // It ends with the connection.
              }
            });
    reader.setDaemon(true);
    reader.start();
    while (reader.getStackTrace().length < 3) {
      Thread.onSpinWait(); // until it reads
    }
    stalled.close();
  }

  @Test
  void address_withAPassword_isRefusedWithoutRepeatingIt() {
    URI secret = URI.create("https://user:hunter2@host/model?token=abc");
    StartException e =
        assertThrows(StartException.class, () -> new HttpStore().open(secret, OPTIONS));
    assertTrue(!e.getMessage().contains("hunter2"), e.getMessage());
    assertTrue(!e.getMessage().contains("abc"), e.getMessage());
  }

  private Fetched fetch(PackageFile file) {
    return download(source()).fetch(List.of(file), MANIFEST_SHA256);
  }

  private ModelSource source() {
    return new HttpStore().open(server.uri(), OPTIONS.withParallelRanges(1));
  }

  private PackageDownload download(ModelSource source) {
    return download(source, System::nanoTime);
  }

  private PackageDownload download(ModelSource source, LongSupplier nanoTime) {
    return download(source, OPTIONS, nanoTime);
  }

  private PackageDownload download(
      ModelSource source, StoreOptions options, LongSupplier nanoTime) {
    return new PackageDownload(
        source,
        server.uri(),
        temp.resolve("cache"),
        options,
        new Backoff(Duration.ofMillis(1), () -> 0.5),
        THREADS,
        nanoTime);
  }

  private static PackageFile listed(byte[] content) {
    return new PackageFile("model.onnx", content.length, Sha256.of(content));
  }

  private void assertNothingHalf() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
    }
  }

  private static byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    new Random(42).nextBytes(bytes);
    return bytes;
  }

  @Test
  void leftovers_ofAKilledDownload_areRemovedByTheNext() throws IOException {
    Path folder = temp.resolve("cache/packages").resolve(MANIFEST_SHA256.substring(0, 32));
    Files.createDirectories(folder.resolve("weights"));
    String part = "." + java.util.UUID.randomUUID() + ".part";
    Files.write(folder.resolve("model.onnx" + part), new byte[100]);
    Files.write(folder.resolve("weights/0.bin" + part), new byte[100]);
    Files.write(folder.resolve("weights/mine.part"), new byte[100]);

    fetch(listed(content));

    try (Stream<Path> files = Files.walk(folder)) {
      assertEquals(
          List.of("mine.part", "model.onnx"),
          files
              .filter(Files::isRegularFile)
              .map(file -> file.getFileName().toString())
              .sorted()
              .toList());
    }
  }

  /** The second waits for the first, and then has nothing to do. */
  @Test
  void starts_thatComeTogether_fetchOnce() throws Exception {
    ExecutorService starts = Executors.newFixedThreadPool(4);
    try {
      List<Future<Fetched>> fetched = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        fetched.add(starts.submit(() -> fetch(listed(content))));
      }
      long bytes = 0;
      for (Future<Fetched> one : fetched) {
        bytes += one.get().bytes();
        assertArrayEquals(content, Files.readAllBytes(one.get().files().get("model.onnx")));
      }
      assertEquals(content.length, bytes);
    } finally {
      starts.shutdownNow();
    }
  }
}
