package dev.firstlight.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.conformance.store.LocalS3;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.Backoff;
import dev.firstlight.store.PackageDownload;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A download of VGG-19's size from the local S3, digest and all, beside what {@code curl} gets from
 * the same server without signing, parallelism or digest; in turn, in pairs. Both write a file. No
 * part of the tests; the command stands in docs/measurements.md.
 */
final class DownloadBenchmark {
  private static final long BYTES = 574_671_192; // VGG-19's weights
  private static final int PAIRS = 7;

  @TempDir Path temp;

  @Test
  void measure() throws Exception {
    Path folder = Files.createDirectories(temp.resolve("served"));
    PackageFile file = write(folder.resolve("weights.bin"));
    double[] ratios = new double[PAIRS];
    try (LocalStore server = LocalS3.start()) {
      URI uri = server.serve("models", "vgg19", folder);
      StoreOptions options =
          StoreOptions.DEFAULT.withEndpoint(server.endpoint()).withRegion(LocalS3.REGION);
      for (int pair = -1; pair < PAIRS; pair++) {
        double curl = curl(server);
        double ours = ours(uri, file, options);
        System.out.printf(
            "%s curl %.0f MB/s, ours %.0f MB/s, ratio %.2f%n",
            pair < 0 ? "settling:" : "pair " + (pair + 1) + ":",
            BYTES / curl / 1e6,
            BYTES / ours / 1e6,
            curl / ours);
        if (pair >= 0) {
          ratios[pair] = curl / ours;
        }
      }
    }
    Arrays.sort(ratios);
    System.out.printf(
        "ratio: median %.2f, from %.2f to %.2f%n", ratios[PAIRS / 2], ratios[0], ratios[PAIRS - 1]);
  }

  private double ours(URI uri, PackageFile file, StoreOptions options) throws IOException {
    Path cache = temp.resolve("cache");
    long begin = System.nanoTime();
    try (PackageDownload download =
        new PackageDownload(
            new S3Store().open(uri, options),
            uri,
            cache,
            options,
            new Backoff(),
            task -> new Thread(task).start(),
            System::nanoTime)) {
      Path here = download.fetch(List.of(file), "ab".repeat(32)).files().get("weights.bin");
      double seconds = (System.nanoTime() - begin) / 1e9;
      Files.delete(here);
      return seconds;
    } catch (StartException e) {
      throw new IOException(e);
    }
  }

  /** With a signature made beforehand, since curl itself must not spend time on one. */
  private double curl(LocalStore server) throws IOException, InterruptedException {
    Map<String, String> headers =
        S3Protocol.of(
                S3Store.location(URI.create("s3://models/vgg19")),
                StoreOptions.DEFAULT.withEndpoint(server.endpoint()).withRegion(LocalS3.REGION))
            .request("weights.bin", null, Map.of())
            .headers();
    Path out = temp.resolve("curl.bin");
    List<String> command = new java.util.ArrayList<>(List.of("curl", "-sS", "-f", "-o"));
    command.add(out.toString());
    headers.forEach(
        (name, value) -> {
          command.add("-H");
          command.add(name + ": " + value);
        });
    command.add(server.endpoint() + "/models/vgg19/weights.bin");
    long begin = System.nanoTime();
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    double seconds = (System.nanoTime() - begin) / 1e9;
    assertEquals(0, code);
    assertEquals(BYTES, Files.size(out));
    Files.delete(out);
    return seconds;
  }

  private static PackageFile write(Path path) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Random random = new Random(1);
    byte[] chunk = new byte[1 << 20];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long at = 0; at < BYTES; at += chunk.length) {
        random.nextBytes(chunk);
        int length = (int) Math.min(chunk.length, BYTES - at);
        out.write(chunk, 0, length);
        digest.update(chunk, 0, length);
      }
    }
    return new PackageFile("weights.bin", BYTES, HexFormat.of().formatHex(digest.digest()));
  }
}
