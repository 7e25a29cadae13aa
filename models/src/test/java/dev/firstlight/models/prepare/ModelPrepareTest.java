package dev.firstlight.models.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.coldstart.ColdStartRecord;
import dev.firstlight.fault.StartException;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ManifestWriter;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.Requirements;
import dev.firstlight.models.BuildOptions;
import dev.firstlight.models.Models;
import dev.firstlight.models.PackageCopy;
import dev.firstlight.models.PackageVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** On MobileNet, which ONNX Runtime lays out anew for the processor. */
@Timeout(300)
class ModelPrepareTest {
  @TempDir static Path shared;
  @TempDir Path folder;
  private Path model = Path.of("");

  @BeforeAll
  static void build() {
    Models.named("mobilenet").build(shared.resolve("plain"), BuildOptions.DEFAULTS);
    PackageCopy.copy(shared.resolve("plain"), shared.resolve("prepared"), false);
    PreparedPackage prepared = prepare(shared.resolve("prepared"));
    assertTrue(prepared.added().isPresent(), prepared.why());
  }

  @BeforeEach
  void copy() {
    model = folder.resolve("model");
    PackageCopy.copy(shared.resolve("prepared"), model, false);
  }

  private static PreparedPackage prepare(Path package_) {
    return new ModelPrepare(line -> {})
        .run(package_, new PrepareOptions(Optional.empty(), 1, shared.resolve("cache")));
  }

  private InferenceService start(Path package_) {
    return InferenceService.start(
        ServiceConfig.builder(package_).cacheDirectory(shared.resolve("cache")).build(),
        line -> {});
  }

  private List<Prediction.Score> predict(InferenceService service) throws IOException {
    byte[] image = Files.readAllBytes(model.resolve("samples/rocket.jpg"));
    return ((Prediction.Classification) service.predict(Input.image(image))).classes();
  }

  private static Artifact preparedArtifact(ModelManifest manifest) {
    return manifest.artifacts().get(0);
  }

  private void rewrite(ModelManifest manifest) throws IOException {
    Files.write(model.resolve(ModelManifest.FILE), ManifestWriter.write(manifest));
  }

  @Test
  void preparedPackage_isWhole_withThePortableArtifactAfterThePrepared() {
    ModelManifest manifest = PackageVerifier.verify(model);
    Artifact prepared = preparedArtifact(manifest);
    assertEquals("onnx", prepared.prepared().orElseThrow().from());
    assertEquals(3, prepared.prepared().orElseThrow().measured().size());
    assertEquals(Optional.of("1.28.0"), prepared.requires().runtimeVersion());
    assertEquals(
        PackageVerifier.verify(shared.resolve("plain")).artifacts().get(0),
        manifest.artifacts().get(1));
  }

  @Test
  void coldStart_loadsThePreparedForm_andPredictsWhatThePortableOneDoes() throws IOException {
    try (InferenceService plain = start(shared.resolve("plain"));
        InferenceService prepared = start(model)) {
      List<Prediction.Score> expected = predict(plain);
      List<Prediction.Score> actual = predict(prepared);
      for (int i = 0; i < expected.size(); i++) {
        assertEquals(expected.get(i).label(), actual.get(i).label());
        assertEquals(expected.get(i).score(), actual.get(i).score(), 1e-5);
      }
      assertEquals(
          preparedArtifact(PackageVerifier.verify(model)).name(), prepared.coldStart().artifact());
      assertEquals(List.of(), prepared.coldStart().passedOver());
    }
  }

  @Test
  void coldStart_onAnotherProcessor_usesThePortableForm_andSaysWhy() throws IOException {
    ModelManifest manifest = PackageVerifier.verify(model);
    Artifact prepared = preparedArtifact(manifest);
    Requirements here = prepared.requires();
    Requirements elsewhere =
        new Requirements(
            here.operatingSystem(),
            here.architecture(),
            Optional.of("avx10"),
            here.runtimeVersion());
    rewrite(
        manifest.withArtifacts(
            List.of(
                new Artifact(
                    prepared.name(),
                    prepared.runtime(),
                    prepared.files(),
                    prepared.layout(),
                    elsewhere,
                    prepared.prepared()),
                manifest.artifacts().get(1))));
    try (InferenceService service = start(model)) {
      ColdStartRecord record = service.coldStart();
      assertEquals("onnx", record.artifact());
      assertEquals(prepared.name(), record.passedOver().get(0).artifact());
      assertTrue(record.passedOver().get(0).reason().contains("requires instruction set avx10"));
    }
  }

  @Test
  void coldStart_withDamagedPreparedWeights_failsClosed() throws IOException {
    Path weights =
        model.resolve(preparedArtifact(PackageVerifier.verify(model)).files().get(1).path());
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes);
    try (InferenceService service = start(model)) {
      var e = assertThrows(StartException.class, service::coldStart);
      assertEquals(StartException.Kind.DIGEST, e.kind());
    }
  }

  @Test
  void preparingAgain_leavesOnePreparedForm_andNothingOfAKilledOne() throws IOException {
    Files.createDirectories(model.resolve(".preparing-0/mapped"));
    Files.createDirectories(model.resolve("prepared/onnx-mapped-00000000"));
    PreparedPackage again = prepare(model);
    assertEquals(again.manifest(), PackageVerifier.verify(model));
    assertEquals(2, again.manifest().artifacts().size());
    try (Stream<Path> left = Files.list(model.resolve("prepared"))) {
      assertEquals(1, left.count());
    }
    try (Stream<Path> left = Files.list(model)) {
      assertFalse(
          left.anyMatch(path -> String.valueOf(path.getFileName()).startsWith(".preparing-")));
    }
  }

  @Test
  void buildingAgain_keepsWhatWasPrepared() {
    ModelManifest before = PackageVerifier.verify(model);
    Models.named("mobilenet").build(model, BuildOptions.DEFAULTS);
    assertEquals(before, PackageVerifier.verify(model));
  }

  @Test
  void unknownArtifact_isRefused_withThoseThereAre() {
    PrepareOptions options =
        new PrepareOptions(Optional.of("savedmodel"), 1, shared.resolve("cache"));
    var e =
        assertThrows(StartException.class, () -> new ModelPrepare(line -> {}).run(model, options));
    assertTrue(e.getMessage().contains("no artifact \"savedmodel\""), e.getMessage());
    assertTrue(e.getMessage().contains("it has onnx"), e.getMessage());
  }

  @Test
  void folderWithoutPackage_isRefused_andStaysAsItIs() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertThrows(StartException.class, () -> prepare(empty));
    try (Stream<Path> left = Files.list(empty)) {
      assertEquals(0, left.count());
    }
  }
}
