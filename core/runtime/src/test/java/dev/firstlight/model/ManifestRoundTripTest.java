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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is written is what is read, and bytes of any kind are either read or refused. */
class ManifestRoundTripTest {
  private static final PackageFile MODEL = new PackageFile("model.onnx", 1, "a".repeat(64));

  @Property(tries = 300)
  void manifest_survivesWritingAndReading(@ForAll("manifests") ModelManifest manifest) {
    byte[] written = ManifestWriter.write(manifest);
    ModelManifest read = ManifestReader.read(written, "memory");
    assertEquals(manifest, read);
    assertArrayEquals(written, ManifestWriter.write(read));
  }

  @Property(tries = 500)
  void damagedManifest_isReadOrRefused(
      @ForAll("manifests") ModelManifest manifest, @ForAll int place, @ForAll byte damage) {
    byte[] written = ManifestWriter.write(manifest);
    written[Math.floorMod(place, written.length)] = damage;
    try {
      ManifestReader.read(written, "memory");
    } catch (StartException e) {
      assertEquals(StartException.Kind.PACKAGE, e.kind());
    }
  }

  @Provide
  Arbitrary<ModelManifest> manifests() {
    Arbitrary<String> texts =
        Arbitraries.strings()
            .ofMinLength(1)
            .ofMaxLength(20)
            .filter(
                text ->
                    !text.isBlank() && text.codePoints().noneMatch(c -> c >= 0xD800 && c < 0xE000));
    return Combinators.combine(texts, Arbitraries.oneOf(images(), embeddings()), artifacts())
        .as(
            (text, example, artifact) ->
                new ModelManifest(
                    "m",
                    "1.0",
                    text,
                    "Apache-2.0",
                    text,
                    example.inputs(),
                    example.outputs(),
                    example.preprocessing(),
                    example.postprocessing(),
                    example.preprocessing() instanceof Preprocessing.Text
                        ? List.of(new WarmupSample.Text(text))
                        : List.of(new WarmupSample.File("files/a", "image/png")),
                    List.of(
                        new PackageFile("files/a", 7, "b".repeat(64)),
                        new PackageFile("files/b", Long.MAX_VALUE, "c".repeat(64))),
                    List.of(
                        example.preprocessing() instanceof Preprocessing.Text
                            ? new Artifact(
                                artifact.name(),
                                artifact.runtime(),
                                artifact.files(),
                                Optional.empty(),
                                artifact.requires())
                            : artifact)));
  }

  private record Example(
      List<TensorSpec> inputs,
      List<TensorSpec> outputs,
      Preprocessing preprocessing,
      Postprocessing postprocessing) {}

  private static Arbitrary<Example> images() {
    Arbitrary<Double> numbers = Arbitraries.doubles().filter(value -> value != 0);
    Arbitrary<Integer> sides = Arbitraries.integers().between(1, ImagePreprocessing.MAX_SIDE);
    Arbitrary<Resize> resizes =
        Combinators.combine(
                sides, sides, Arbitraries.of(Interpolation.class), Arbitraries.of(true, false))
            .as(
                (width, height, how, exact) ->
                    exact ? new Resize.Exact(width, height, how) : new Resize.Shorter(width, how));
    return Combinators.combine(
            resizes.optional(),
            sides,
            Arbitraries.of(Layout.class),
            Arbitraries.of(Channels.class),
            numbers,
            numbers.list().ofSize(3),
            Arbitraries.of(true, false))
        .as(
            (resize, side, layout, channels, scale, values, named) -> {
              List<Double> perChannel = values.subList(0, channels.count());
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
                          resize,
                          side,
                          side,
                          layout,
                          channels,
                          scale,
                          perChannel,
                          perChannel)),
                  new Postprocessing.Classification(
                      named ? Optional.empty() : Optional.of("y"),
                      named ? Optional.of("files/b") : Optional.empty(),
                      3,
                      named));
            });
  }

  private static Arbitrary<Example> embeddings() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 1 << 20),
            Arbitraries.of(Postprocessing.Pooling.class),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false))
        .as(
            (length, pooling, yes, padded) -> {
              Shape tokens = padded ? Shape.of(-1, length) : Shape.of(-1, -1);
              return new Example(
                  List.of(
                      new TensorSpec("i", DataType.INT64, tokens),
                      new TensorSpec("m", DataType.INT64, tokens),
                      new TensorSpec("t", DataType.INT64, tokens)),
                  List.of(
                      new TensorSpec(
                          "h",
                          DataType.FP32,
                          pooling == Postprocessing.Pooling.NONE
                              ? Shape.of(-1, 8)
                              : Shape.of(-1, -1, 8))),
                  new Preprocessing.Text(
                      new TextPreprocessing(
                          "files/b", length, yes, padded, "i", Optional.of("m"), Optional.of("t"))),
                  new Postprocessing.Embedding(
                      yes ? Optional.of("h") : Optional.empty(), pooling, yes));
            });
  }

  private static Arbitrary<Artifact> artifacts() {
    Arbitrary<Optional<String>> words = Arbitraries.of("linux", "avx2", "1.2.3").optional();
    return Combinators.combine(words, words, words, words, Arbitraries.of(Layout.class).optional())
        .as(
            (system, architecture, set, version, layout) ->
                new Artifact(
                    "a",
                    "onnx",
                    List.of(MODEL),
                    layout,
                    new Requirements(system, architecture, set, version)));
  }
}
