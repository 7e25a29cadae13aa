package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.LoopbackPort;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.Backoff;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageDownload;
import dev.firstlight.store.PackageDownload.Pinned;
import dev.firstlight.store.PackagePush;
import dev.firstlight.store.PackagePush.Leave;
import dev.firstlight.store.PackagePush.Outcome;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A store against a server of its protocol that others have written, since our own servers read the
 * protocol as our stores do. Skipped where the server's program is not installed.
 */
@Timeout(120)
public abstract class StorePeerConformance {
  /** The bucket that {@link #bucketRequest} makes. */
  protected static final String BUCKET = "models";

  private static final int COMMAND_NOT_FOUND = 127;
  private static final int STARTS = 300;
  private static final long START_PAUSE_MILLIS = 100;
  private static final PushProgress SILENT =
      new PushProgress() {
        @Override
        public void total(long bytes, int files) {}

        @Override
        public void moved(String path, long bytes) {}
      };

  @TempDir Path temp;
  private @Nullable Process server;
  private URI endpoint = URI.create("none:none");

  /** The store that is tried. */
  protected abstract ModelStore store();

  /** Its scheme. */
  protected abstract String scheme();

  /** The server's program, and how it is installed; for the message where it is not. */
  protected abstract String program();

  /** The command that starts it on that port of the loopback interface. */
  protected abstract List<String> command(int port);

  /** The request that makes the bucket. */
  protected abstract HttpRequest bucketRequest(URI address);

  @BeforeEach
  final void start() throws Exception {
    int port = LoopbackPort.free().number();
    endpoint = URI.create("http://127.0.0.1:" + port);
    try {
      makeBucket(launch(command(port)));
    } catch (NotInstalledException e) {
      Assumptions.abort("not installed: " + program());
    }
  }

  /** The program is looked for as a shell would. */
  private Process launch(List<String> command) throws NotInstalledException {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve("server.log").toFile())
              .start();
      server = process;
      return process;
    } catch (IOException e) {
      throw new NotInstalledException(e);
    }
  }

  /** Tries until the server listens. */
  private void makeBucket(Process process) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; ; i++) {
      try {
        HttpResponse<String> answer =
            client.send(bucketRequest(endpoint), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return;
      } catch (IOException e) {
        boolean ended = process.waitFor(START_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        if (ended && process.exitValue() == COMMAND_NOT_FOUND) {
          throw new NotInstalledException(e); // as launchers of Python's programs say it
        }
        if (ended || i == STARTS) {
          throw new IOException(Files.readString(temp.resolve("server.log")), e);
        }
      }
    }
  }

  private static final class NotInstalledException extends Exception {
    private static final long serialVersionUID = 1L;

    NotInstalledException(IOException cause) {
      super(cause);
    }
  }

  @AfterEach
  final void stop() throws InterruptedException {
    if (server != null) {
      server.destroy();
      server.waitFor();
    }
  }

  @Test
  final void push_underANameWithSpecialCharacters_canBeFetchedAndReplaced() throws IOException {
    URI place = place("my%20models%2B%C3%BC%25/tiny");
    Path one = TinyModels.classifier(temp.resolve("one"));
    Path other = TinyModels.embedder(temp.resolve("other"));
    assertEquals(Outcome.WRITTEN, push(one, place, new Leave(false, false)));
    assertEquals(Outcome.UNCHANGED, push(one, place, new Leave(false, false)));
    assertThrows(StartException.class, () -> push(other, place, new Leave(false, false)));
    assertEquals(Outcome.WRITTEN, push(other, place, new Leave(true, false)));
    try (PackageDownload download = download(place)) {
      Pinned pinned = download.manifest(Optional.empty());
      List<PackageFile> files = pinned.manifest().artifacts().get(0).files();
      assertTrue(download.fetch(files, pinned.sha256()).bytes() > 0);
      assertArrayEquals(
          StoreConformance.sha256(Files.readAllBytes(other.resolve("model.json"))),
          HexFormat.of().parseHex(pinned.sha256()));
    }
  }

  @Test
  final void largeFile_goesInPartsAndComesBackByRanges() throws IOException {
    byte[] content = new byte[(18 << 20) + 5];
    new Random(42).nextBytes(content);
    Path here = Files.write(temp.resolve("weights.bin"), content);
    PackageFile file =
        new PackageFile(
            "weights.bin",
            content.length,
            HexFormat.of().formatHex(StoreConformance.sha256(content)));
    URI place = place("large");
    try (PackageTarget target = store().target(place, options())) {
      target.write(file, here, SILENT);
      assertEquals(Optional.of(file.sha256()), target.find("weights.bin").orElseThrow().sha256());
      target.removeLeftovers();
    }
    try (PackageDownload download = download(place)) {
      Path arrived = download.fetch(List.of(file), "ab".repeat(32)).files().get("weights.bin");
      assertArrayEquals(content, Files.readAllBytes(arrived));
    }
  }

  @Test
  final void push_besideAClaim_isRefusedUntilItTakesOver() throws IOException {
    Path model = TinyModels.classifier(temp.resolve("model"));
    URI place = place("claimed");
    try (PackageTarget target = store().target(place, options())) {
      target.put("model.json.push", new byte[] {'x'}, Optional.empty());
      assertThrows(
          PackageTarget.ConflictException.class,
          () -> target.put("model.json.push", new byte[] {'y'}, Optional.empty()));
    }
    assertThrows(StartException.class, () -> push(model, place, new Leave(false, false)));
    assertEquals(Outcome.WRITTEN, push(model, place, new Leave(false, true)));
  }

  private URI place(String prefix) {
    return URI.create(scheme() + "://" + BUCKET + "/" + prefix);
  }

  /** Options with which the store reaches the server. */
  private StoreOptions options() {
    return StoreOptions.DEFAULT.withEndpoint(endpoint).withRegion("eu-west-1");
  }

  private Outcome push(Path folder, URI place, Leave leave) {
    try (PackageTarget target = store().target(place, options())) {
      return new PackagePush(target, place, Clock.systemUTC(), "test").run(folder, leave, SILENT);
    }
  }

  private PackageDownload download(URI place) {
    return new PackageDownload(
        store().open(place, options()),
        place,
        temp.resolve("cache"),
        options(),
        new Backoff(),
        task -> new Thread(task).start(),
        System::nanoTime);
  }
}
