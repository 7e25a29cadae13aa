package dev.firstlight.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.ImagePreprocessing.Channels;
import dev.firstlight.model.ImagePreprocessing.Interpolation;
import dev.firstlight.model.ImagePreprocessing.Layout;
import dev.firstlight.model.ImagePreprocessing.Resize;
import dev.firstlight.tensor.DataType;
import dev.firstlight.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is what is read, and bytes of any kind are either read or refused. */
class ManifestRoundTripTest {
  private static final PackageFile MODEL = new PackageFile("model.onnx", 1, "a".repeat(64));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void manifest_survivesWritingAndReading(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 100; i++) {
      ModelManifest manifest = manifest(random);
      String which = "manifest " + i + " of seed " + seed;
      byte[] written = ManifestWriter.write(manifest);
      ModelManifest read = ManifestReader.read(written, "memory");
      assertEquals(manifest, read, which);
      assertArrayEquals(written, ManifestWriter.write(read), which);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6, 7, 8})
  void damagedManifest_isReadOrRefused(long seed) {
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      byte[] written = ManifestWriter.write(manifest(random));
      int place = random.nextInt(written.length);
      byte damage = (byte) random.nextInt();
      written[place] = damage;
      String which = "byte %d made %d in manifest %d of seed %d".formatted(place, damage, i, seed);
      try {
        ManifestReader.read(written, "memory");
      } catch (StartException e) {
        assertEquals(StartException.Kind.PACKAGE, e.kind(), which);
      } catch (RuntimeException e) {
        throw new AssertionError(which, e);
      }
    }
  }

  private static ModelManifest manifest(RandomGenerator random) {
    String text = text(random);
    Example example = random.nextBoolean() ? images(random) : embeddings(random);
    boolean texts = example.preprocessing() instanceof Preprocessing.Text;
    return new ModelManifest(
        "m",
        "1.0",
        text,
        "Apache-2.0",
        text,
        example.inputs(),
        example.outputs(),
        example.preprocessing(),
        example.postprocessing(),
        texts
            ? List.of(new WarmupSample.Text(text))
            : List.of(new WarmupSample.File("files/a", "image/png")),
        List.of(
            new PackageFile("files/a", 7, "b".repeat(64)),
            new PackageFile("files/b", Long.MAX_VALUE, "c".repeat(64))),
        List.of(artifact(random, texts)));
  }

  /** Not blank, and of all planes of Unicode. */
  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder("x");
    int[] bounds = {0x80, 0x800, 0x10000, 0x110000};
    for (int i = random.nextInt(20); i > 0; i--) {
      int point = random.nextInt(bounds[random.nextInt(bounds.length)]);
      text.appendCodePoint(point >= 0xD800 && point < 0xE000 ? ' ' : point);
    }
    return text.toString();
  }

  private record Example(
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Preprocessing preprocessing,
      Postprocessing postprocessing) {}

  private static Example images(RandomGenerator random) {
    Layout layout = one(random, Layout.values());
    Channels channels = one(random, Channels.values());
    int side = side(random);
    boolean named = random.nextBoolean();
    Interpolation how = one(random, Interpolation.values());
    Resize resize =
        random.nextBoolean()
            ? new Resize.Exact(side(random), side(random), how)
            : new Resize.Shorter(side(random), how);
    List<Double> perChannel =
        random
            .doubles(channels.count(), -1e300, 1e300)
            .filter(value -> value != 0)
            .boxed()
            .toList();
    Shape shape =
        layout == Layout.NCHW
            ? Shape.of(-1, channels.count(), side, -1)
            : Shape.of(1, side, -1, channels.count());
    return new Example(
        List.of(new TensorSpec("x", DataType.FP32, shape)),
        List.of(new TensorSpec("y", DataType.FP16, Shape.of(-1, 10))),
        new Preprocessing.Image(
            new ImagePreprocessing(
                named ? Optional.of("x") : Optional.empty(),
                maybe(random, () -> resize),
                side,
                side,
                layout,
                channels,
                random.nextBoolean() ? Double.MIN_VALUE : 1 / random.nextDouble(1, 1e9),
                perChannel,
                perChannel)),
        new Postprocessing.Classification(
            named ? Optional.empty() : Optional.of("y"),
            named ? Optional.of("files/b") : Optional.empty(),
            3,
            named));
  }

  private static int side(RandomGenerator random) {
    return random.nextInt(8) == 0
        ? ImagePreprocessing.MAX_SIDE
        : random.nextInt(1, ImagePreprocessing.MAX_SIDE + 1);
  }

  private static Example embeddings(RandomGenerator random) {
    int length = random.nextInt(1, (1 << 20) + 1);
    Postprocessing.Pooling pooling = one(random, Postprocessing.Pooling.values());
    boolean yes = random.nextBoolean();
    boolean padded = random.nextBoolean();
    Shape tokens = padded ? Shape.of(-1, length) : Shape.of(-1, -1);
    Shape hidden = pooling == Postprocessing.Pooling.NONE ? Shape.of(-1, 8) : Shape.of(-1, -1, 8);
    return new Example(
        List.of(
            new TensorSpec("i", DataType.INT64, tokens),
            new TensorSpec("m", DataType.INT64, tokens),
            new TensorSpec("t", DataType.INT64, tokens)),
        List.of(new TensorSpec("h", DataType.FP32, hidden)),
        new Preprocessing.Text(
            new TextPreprocessing(
                "files/b", length, yes, padded, "i", Optional.of("m"), Optional.of("t"))),
        new Postprocessing.Embedding(yes ? Optional.of("h") : Optional.empty(), pooling, yes));
  }

  private static Artifact artifact(RandomGenerator random, boolean texts) {
    Supplier<String> word = () -> one(random, "linux", "avx2", "1.2.3");
    return new Artifact(
        "a",
        "onnx",
        List.of(MODEL),
        texts ? Optional.empty() : maybe(random, () -> one(random, Layout.values())),
        new Requirements(
            maybe(random, word), maybe(random, word), maybe(random, word), maybe(random, word)));
  }

  @SafeVarargs
  private static <T> T one(RandomGenerator random, T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static <T> Optional<T> maybe(RandomGenerator random, Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }
}
