package dev.firstlight.bench;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.compare.Payload;
import dev.firstlight.bench.compare.Payloads;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.workload.pool.ImageVariants;
import dev.firstlight.bench.workload.pool.InputSource;
import dev.firstlight.bench.workload.pool.TextVariants;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Preprocessing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What pools of inputs are made of. */
final class PoolSources {
  private static final long MOST_BYTES = 1L << 30;

  private PoolSources() {}

  /** What a model is sent: its images cropped, its texts in templates, or tensors. */
  static InputSource of(ModelFolder model, long seed) {
    ModelManifest manifest = model.manifest();
    List<Payload> samples = Payloads.forModel(manifest, seed);
    if (manifest.preprocessing() instanceof Preprocessing.Image) {
      List<ImageVariants.Encoded> own = packaged(model);
      return new ImageVariants(
          !own.isEmpty()
              ? own
              : samples.stream()
                  .filter(each -> !each.name().contains("-crop-"))
                  .map(each -> new ImageVariants.Encoded(each.name(), bytes(each)))
                  .toList(),
          seed);
    }
    if (manifest.preprocessing() instanceof Preprocessing.Text) {
      return new TextVariants(
          samples.stream().map(each -> new String(bytes(each), StandardCharsets.UTF_8)).toList(),
          seed);
    }
    return tensors(manifest, seed);
  }

  /** Every JPEG and PNG of a folder. */
  static InputSource images(Path folder, long seed) {
    List<Path> files;
    try (Stream<Path> list = Files.list(folder)) {
      files = list.filter(PoolSources::isImage).sorted().toList();
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot read \"%s\": %s".formatted(folder, e), e);
    }
    List<ImageVariants.Encoded> images = read(files);
    if (images.isEmpty()) {
      throw new BenchException(
          BenchException.Kind.USAGE,
          "\"%s\" holds no file that ends in .jpg, .jpeg or .png".formatted(folder));
    }
    return variants(images, seed);
  }

  /** Every line of a file that is not blank. */
  static InputSource texts(Path file, long seed) {
    List<String> sentences;
    try {
      sentences = Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new BenchException(
          BenchException.Kind.FILE, "cannot read \"%s\" as UTF-8: %s".formatted(file, e), e);
    }
    if (sentences.isEmpty()) {
      throw new BenchException(
          BenchException.Kind.USAGE, "\"%s\" holds no sentences, one a line".formatted(file));
    }
    return new TextVariants(sentences, seed);
  }

  /** Images that the package itself has, as those that it warms up with. */
  private static List<ImageVariants.Encoded> packaged(ModelFolder model) {
    return read(
        model.manifest().files().stream()
            .map(file -> model.folder().resolve(file.path()))
            .filter(PoolSources::isImage)
            .toList());
  }

  private static InputSource variants(List<ImageVariants.Encoded> images, long seed) {
    try {
      return new ImageVariants(images, seed);
    } catch (IllegalArgumentException e) {
      throw new BenchException(BenchException.Kind.USAGE, String.valueOf(e.getMessage()), e);
    }
  }

  private static List<ImageVariants.Encoded> read(List<Path> files) {
    List<ImageVariants.Encoded> images = new ArrayList<>();
    long bytes = 0;
    for (Path file : files) {
      try {
        bytes += Files.size(file);
        if (bytes > MOST_BYTES) {
          throw new BenchException(
              BenchException.Kind.USAGE,
              "the images are more than the 1 GiB that is allowed; fewer will do");
        }
        images.add(
            new ImageVariants.Encoded(
                String.valueOf(file.getFileName()), Files.readAllBytes(file)));
      } catch (IOException e) {
        throw new BenchException(
            BenchException.Kind.FILE, "cannot read \"%s\": %s".formatted(file, e), e);
      }
    }
    return images;
  }

  private static boolean isImage(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jpg") || name.endsWith(".jpeg") || name.endsWith(".png");
  }

  /** A few for each seed, from that seed on. */
  private static InputSource tensors(ModelManifest manifest, long seed) {
    return new InputSource() {
      private final Deque<Payload> ready = new ArrayDeque<>();
      private long next = seed;

      @Override
      public Input next() {
        if (ready.isEmpty()) {
          ready.addAll(Payloads.forModel(manifest, next++));
        }
        Payload payload = ready.remove();
        return new Input(".json", "application/json", payload.call().target(), bytes(payload));
      }
    };
  }

  private static byte[] bytes(Payload payload) {
    ByteBuffer body = payload.call().body().duplicate();
    byte[] bytes = new byte[body.remaining()];
    body.get(bytes);
    return bytes;
  }
}
