package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.conformance.store.StoreFault;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.Backoff;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageDownload;
import dev.firstlight.store.PackageDownload.Fetched;
import dev.firstlight.store.PackageDownload.Pinned;
import dev.firstlight.store.PackagePush;
import dev.firstlight.store.PackagePush.Leave;
import dev.firstlight.store.PackagePush.Outcome;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every store of objects must do, over its real protocol and with faults on the way. */
@Timeout(120)
public abstract class StoreConformance {
  private static final String BUCKET = "models";
  private static final String PREFIX = "some/package";
  private static final String FILE = "weights.bin";
  private static final String KEY = PREFIX + "/" + FILE;
  private static final String MANIFEST_SHA256 = "ab".repeat(32);
  private static final Leave NONE = new Leave(false, false);
  private static final Leave REPLACE = new Leave(true, false);

  @TempDir Path temp;
  private final byte[] content = new byte[(18 << 20) + 5];
  private @Nullable LocalStore started;
  private URI uri = URI.create("none:none");

  /** The store that is tried. */
  protected abstract ModelStore store();

  /** A server that speaks the store's protocol. */
  protected abstract LocalStore startServer() throws IOException;

  /** Options with which the store reaches the server(). */
  protected StoreOptions options(LocalStore reached) {
    return StoreOptions.DEFAULT
        .withEndpoint(reached.endpoint())
        .withParallelRanges(3)
        .withAttempts(4)
        .withStallTimeout(Duration.ofMillis(700));
  }

  @BeforeEach
  final void start() throws IOException {
    started = startServer();
    new Random(42).nextBytes(content);
    Files.write(Files.createDirectories(temp.resolve("served")).resolve(FILE), content);
    uri = server().serve(BUCKET, PREFIX, temp.resolve("served"));
  }

  @AfterEach
  final void stop() {
    server().close();
  }

  private LocalStore server() {
    return Objects.requireNonNull(started);
  }

  @Test
  final void file_served_arrivesByRanges() throws IOException {
    assertArrives();
    assertEquals(3, server().reads(BUCKET, KEY));
  }

  @Test
  final void file_connectionsReset_goesOnWhereTheyBroke() throws IOException {
    server().fail(BUCKET, KEY, new StoreFault.Reset(1 << 20), new StoreFault.Reset(0));
    assertArrives();
  }

  @Test
  final void file_connectionStalls_goesOnAfterTheTimeout() throws IOException {
    server().fail(BUCKET, KEY, new StoreFault.Stall(1 << 20));
    assertArrives();
  }

  @Test
  final void file_serverErrorsThenFine_arrives() throws IOException {
    server()
        .fail(
            BUCKET,
            KEY,
            new StoreFault.Refusal(500),
            new StoreFault.Refusal(503),
            new StoreFault.Refusal(500));
    assertArrives();
  }

  @Test
  final void file_bodiesShorterThanAskedFor_arrives() throws IOException {
    server().fail(BUCKET, KEY, new StoreFault.Shortened(1000), new StoreFault.Shortened(1));
    assertArrives();
  }

  @Test
  final void file_rangesIgnored_arrives() throws IOException {
    server().fail(BUCKET, KEY, new StoreFault.NoRanges(), new StoreFault.NoRanges());
    assertArrives();
  }

  @Test
  final void file_changedBetweenTwoRanges_isNoticedAndLeavesNothing() throws IOException {
    // One range at a time: the second request finds another object.
    server().fail(BUCKET, KEY, new StoreFault.Shortened(1000), new StoreFault.Changed());
    StartException e =
        assertThrows(StartException.class, () -> fetch(options(server()).withParallelRanges(2)));
    assertTrue(
        e.getMessage().contains("was changed in the store while it was read"), e.getMessage());
    assertNothingHalf();
  }

  @Test
  final void file_forbidden_isAskedForOnceAndSaysWhatToDo() throws IOException {
    server().fail(BUCKET, KEY, new StoreFault.Refusal(403));
    StartException e =
        assertThrows(StartException.class, () -> fetch(options(server()).withParallelRanges(1)));
    assertEquals(StartException.Kind.STORE, e.kind());
    assertTrue(e.getMessage().contains("answered 403"), e.getMessage());
    assertEquals(1, server().reads(BUCKET, KEY));
    assertNothingHalf();
  }

  @Test
  final void file_missing_isNamed() {
    server().fail(BUCKET, KEY, new StoreFault.Refusal(404));
    StartException e =
        assertThrows(StartException.class, () -> fetch(options(server()).withParallelRanges(1)));
    assertEquals(StartException.Kind.PACKAGE, e.kind());
    assertTrue(e.getMessage().contains(FILE), e.getMessage());
  }

  @Test
  final void file_everyConnectionReset_failsAndLeavesNothing() throws IOException {
    StoreFault[] resets = new StoreFault[60];
    Arrays.fill(resets, new StoreFault.Reset(0));
    server().fail(BUCKET, KEY, resets);
    StartException e = assertThrows(StartException.class, () -> fetch(options(server())));
    assertEquals(StartException.Kind.STORE, e.kind());
    assertNothingHalf();
  }

  @Test
  final void bucket_unknown_isRefusedByName() {
    URI elsewhere = URI.create(uri.toString().replace(BUCKET, "no-such-bucket"));
    StartException e =
        assertThrows(
            StartException.class,
            () -> {
              try (PackageDownload download = download(elsewhere, options(server()))) {
                download.manifest(Optional.empty());
              }
            });
    assertTrue(e.getMessage().contains("check the bucket's name"), e.getMessage());
  }

  @Test
  final void push_ofAPackage_canBeFetched() throws IOException {
    Path folder = TinyModels.classifier(temp.resolve("tiny"));
    URI place = place("pushed");
    AtomicLong moved = new AtomicLong();
    assertEquals(Outcome.WRITTEN, push(folder, place, NONE, moved));
    try (PackageDownload download = download(place, options(server()))) {
      Pinned pinned = download.manifest(Optional.empty());
      Fetched fetched =
          download.fetch(pinned.manifest().artifacts().get(0).files(), pinned.sha256());
      assertEquals(fetched.bytes() > 0, moved.get() >= fetched.bytes());
    }
    assertFalse(server().keys(BUCKET).stream().anyMatch(key -> key.endsWith(".push")));
  }

  @Test
  final void push_ofALargeFile_goesInPartsAndComesBackEqual() throws IOException {
    URI place = place("large");
    try (PackageTarget target = store().target(place, options(server()))) {
      AtomicLong moved = new AtomicLong();
      target.write(listed(), temp.resolve("served").resolve(FILE), counting(moved));
      assertEquals(content.length, moved.get());
      assertEquals(Optional.of(listed().sha256()), target.find(FILE).orElseThrow().sha256());
    }
    try (PackageDownload download = download(place, options(server()))) {
      Path file = download.fetch(List.of(listed()), MANIFEST_SHA256).files().get(FILE);
      assertArrayEquals(content, Files.readAllBytes(file));
    }
  }

  @Test
  final void push_again_changesNothing() throws IOException {
    Path folder = TinyModels.classifier(temp.resolve("tiny"));
    push(folder, place("again"), NONE, new AtomicLong());
    AtomicLong moved = new AtomicLong();
    assertEquals(Outcome.UNCHANGED, push(folder, place("again"), NONE, moved));
    assertEquals(0, moved.get());
  }

  @Test
  final void push_overADifferentPackage_isRefusedUnlessItMayReplace() throws IOException {
    URI place = place("replaced");
    push(TinyModels.classifier(temp.resolve("one")), place, NONE, new AtomicLong());
    Path other = TinyModels.embedder(temp.resolve("other"));
    StartException e =
        assertThrows(StartException.class, () -> push(other, place, NONE, new AtomicLong()));
    assertTrue(e.getMessage().contains("--replace"), e.getMessage());
    assertEquals(Outcome.WRITTEN, push(other, place, REPLACE, new AtomicLong()));
    try (PackageDownload download = download(place, options(server()))) {
      Pinned pinned = download.manifest(Optional.empty());
      assertArrayEquals(
          sha256(Files.readAllBytes(other.resolve("model.json"))),
          HexFormat.of().parseHex(pinned.sha256()));
    }
  }

  @Test
  final void push_besideAnother_isRefusedUntilItTakesOver() throws IOException {
    Path folder = TinyModels.classifier(temp.resolve("tiny"));
    URI place = place("claimed");
    try (PackageTarget target = store().target(place, options(server()))) {
      target.put("model.json.push", "push x".getBytes(StandardCharsets.UTF_8), Optional.empty());
    }
    StartException e =
        assertThrows(StartException.class, () -> push(folder, place, NONE, new AtomicLong()));
    assertTrue(e.getMessage().contains("--take-over"), e.getMessage());
    assertEquals(Outcome.WRITTEN, push(folder, place, new Leave(false, true), new AtomicLong()));
  }

  @Test
  final void put_whereSomethingLies_isAConflict() throws IOException {
    try (PackageTarget target = store().target(place("conflict"), options(server()))) {
      target.put("a.json", new byte[] {1}, Optional.empty());
      assertThrows(
          PackageTarget.ConflictException.class,
          () -> target.put("a.json", new byte[] {2}, Optional.empty()));
      String version = target.read("a.json", 10).orElseThrow().version();
      target.put("a.json", new byte[] {3}, Optional.of(version));
      assertThrows(
          PackageTarget.ConflictException.class,
          () -> target.put("a.json", new byte[] {4}, Optional.of(version)));
      assertArrayEquals(new byte[] {3}, target.read("a.json", 10).orElseThrow().bytes());
      target.delete("a.json");
      target.delete("a.json");
      assertTrue(target.read("a.json", 10).isEmpty());
      assertTrue(target.find("a.json").isEmpty());
    }
  }

  private URI place(String prefix) {
    return URI.create(uri.toString().replace(PREFIX, prefix));
  }

  private Outcome push(Path folder, URI place, Leave leave, AtomicLong moved) {
    try (PackageTarget target = store().target(place, options(server()))) {
      return new PackagePush(target, place, Clock.systemUTC(), "test")
          .run(folder, leave, counting(moved));
    }
  }

  private static PushProgress counting(AtomicLong moved) {
    return new PushProgress() {
      @Override
      public void total(long bytes, int files) {}

      @Override
      public void moved(String path, long bytes) {
        moved.addAndGet(bytes);
      }
    };
  }

  private void assertArrives() throws IOException {
    Fetched fetched = fetch(options(server()));
    assertArrayEquals(content, Files.readAllBytes(fetched.files().get(FILE)));
    assertNothingHalf();
  }

  private Fetched fetch(StoreOptions options) {
    try (PackageDownload download = download(uri, options)) {
      return download.fetch(List.of(listed()), MANIFEST_SHA256);
    }
  }

  private PackageDownload download(URI from, StoreOptions options) {
    return new PackageDownload(
        store().open(from, options),
        from,
        temp.resolve("cache"),
        options,
        new Backoff(Duration.ofMillis(2), () -> 0.5),
        task -> new Thread(task).start(),
        System::nanoTime);
  }

  private PackageFile listed() {
    return new PackageFile(FILE, content.length, HexFormat.of().formatHex(sha256(content)));
  }

  static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private void assertNothingHalf() throws IOException {
    try (Stream<Path> files = Files.walk(temp)) {
      assertEquals(List.of(), files.filter(file -> file.toString().endsWith(".part")).toList());
    }
  }
}
