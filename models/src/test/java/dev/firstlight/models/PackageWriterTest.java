package dev.firstlight.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.Artifact;
import dev.firstlight.model.ModelManifest;
import dev.firstlight.model.PackageFile;
import dev.firstlight.model.Postprocessing;
import dev.firstlight.model.Preprocessing;
import dev.firstlight.model.Requirements;
import dev.firstlight.models.export.Content;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageWriterTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void package_isReadBackAsWritten() throws IOException {
    BuiltPackage built = build("weights", false);
    assertTrue(built.written());
    assertEquals(built.manifest(), PackageVerifier.verify(built.directory()));
    assertEquals(List.of("m"), entries());
  }

  @Test
  void file_hasTheDigestOfItsBytes() throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
      // FIPS 180-2, appendix B.1.
      assertEquals(
          new PackageFile(
              "a/b", 3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
          writer.add("a/b", text("abc")));
    }
  }

  @Test
  void uncommittedPackage_leavesNothing() throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
      writer.add("model", text("half"));
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void sourceThatFails_leavesNothing() throws IOException {
    assertThrows(
        IOException.class,
        () -> {
          try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
            writer.add(
                "model",
                stream -> {
                  stream.write(new byte[100_000]);
                  throw new IOException("disk full");
                });
          }
        });
    assertEquals(List.of(), entries());
  }

  @Test
  void killedBuild_leavesNoPackage() throws IOException {
    // Never closed, as if the process had been killed after the last file and before the manifest.
    PackageWriter writer = PackageWriter.to(folder.resolve("m"), false);
    writer.add("model", text("whole"));
    assertFalse(Files.exists(folder.resolve("m")));
    List<String> left = entries();
    assertEquals(1, left.size());
    assertTrue(left.get(0).startsWith(".m.building-"), left.toString());
    StartException refused =
        assertThrows(
            StartException.class, () -> PackageVerifier.verify(folder.resolve(left.get(0))));
    assertEquals(StartException.Kind.PACKAGE, refused.kind());
    assertTrue(build("weights", false).written());
  }

  @Test
  void samePackage_isLeftAlone() throws IOException {
    build("weights", false);
    assertFalse(build("weights", false).written());
    assertFalse(build("weights", true).written());
  }

  @Test
  void differentPackage_isRefusedAndStays() throws IOException {
    BuiltPackage first = build("weights", false);
    StartException refused = assertThrows(StartException.class, () -> build("other", false));
    assertEquals(StartException.Kind.PACKAGE, refused.kind());
    assertTrue(String.valueOf(refused.getMessage()).contains("--replace"), refused.getMessage());
    assertEquals(first.manifest(), PackageVerifier.verify(first.directory()));
    assertEquals(List.of("m"), entries());
  }

  @Test
  void differentPackage_isReplacedWhenTold() throws IOException {
    build("weights", false);
    BuiltPackage second = build("other", true);
    assertTrue(second.written());
    assertEquals(second.manifest(), PackageVerifier.verify(second.directory()));
    assertEquals(List.of("m"), entries());
  }

  @Test
  void damagedPackage_isNotTakenForTheSame() throws IOException {
    BuiltPackage built = build("weights", false);
    Files.writeString(built.directory().resolve("model"), "WEIGHTS");
    StartException refused = assertThrows(StartException.class, () -> build("weights", false));
    assertTrue(String.valueOf(refused.getMessage()).contains("damaged \"model\""));
    assertTrue(build("weights", true).written());
    PackageVerifier.verify(built.directory());
  }

  @Test
  void directoryOfOtherThings_isNeverReplaced() throws IOException {
    Path thesis = Files.createDirectories(folder.resolve("m")).resolve("thesis.tex");
    Files.writeString(thesis, "years of work");
    assertThrows(StartException.class, () -> build("weights", true));
    assertEquals("years of work", Files.readString(thesis));
  }

  @Test
  void file_isNeverReplaced() throws IOException {
    Files.writeString(folder.resolve("m"), "a file");
    assertThrows(StartException.class, () -> build("weights", true));
    assertEquals("a file", Files.readString(folder.resolve("m")));
  }

  @Test
  void emptyDirectory_isFilled() throws IOException {
    Files.createDirectories(folder.resolve("m"));
    assertTrue(build("weights", false).written());
  }

  @Test
  void racingBuilds_leaveOneWholePackage() throws Exception {
    assertEquals(1, race(build -> build("weights", false)));
    PackageVerifier.verify(folder.resolve("m"));
    assertEquals(List.of("m"), entries());
  }

  @RepeatedTest(20) // once was too seldom to see every race
  void racingReplacements_leaveOneWholePackage() throws Exception {
    assertTrue(race(build -> build("weights " + build, true)) >= 1);
    PackageVerifier.verify(folder.resolve("m"));
    assertEquals(List.of("m"), entries());
  }

  private interface Build {
    BuiltPackage run(int number) throws IOException;
  }

  /** How many of 16 builds at once wrote. */
  private static int race(Build build) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> builds = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        int number = i;
        builds.add(threads.submit(() -> build.run(number).written()));
      }
      int written = 0;
      for (Future<Boolean> future : builds) {
        written += future.get() ? 1 : 0;
      }
      return written;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void wrongDigest_isRefused() throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
      StartException refused =
          assertThrows(
              StartException.class, () -> writer.add("model", text("forged"), "0".repeat(64)));
      assertEquals(StartException.Kind.DIGEST, refused.kind());
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void pathOutOfThePackage_isRefused() throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
      assertThrows(IllegalArgumentException.class, () -> writer.add("../evil", text("x")));
    }
    assertEquals(List.of(), entries());
  }

  @Test
  void manifestOfOtherFiles_isRefused() throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), false)) {
      PackageFile model = writer.add("model", text("weights"));
      writer.add("forgotten", text("labels"));
      assertThrows(IllegalArgumentException.class, () -> writer.commit(manifest(model)));
    }
  }

  @Test
  void missingDocument_makesThePackageDifferent() throws IOException {
    BuiltPackage built = build("weights", false);
    Files.delete(built.directory().resolve("LICENSE"));
    PackageVerifier.verify(built.directory());
    assertThrows(StartException.class, () -> build("weights", false));
  }

  @Test
  void tamperedFile_isDetected() throws IOException {
    BuiltPackage built = build("weights", false);
    Files.writeString(built.directory().resolve("model"), "wEights");
    StartException refused =
        assertThrows(StartException.class, () -> PackageVerifier.verify(built.directory()));
    assertEquals(StartException.Kind.DIGEST, refused.kind());
    assertTrue(
        String.valueOf(refused.getMessage()).contains("file \"model\""), refused.getMessage());
  }

  @Test
  void truncatedFile_isDetected() throws IOException {
    BuiltPackage built = build("weights", false);
    Files.writeString(built.directory().resolve("model"), "weight");
    StartException refused =
        assertThrows(StartException.class, () -> PackageVerifier.verify(built.directory()));
    assertTrue(
        String.valueOf(refused.getMessage()).contains("says 7 bytes, but it has 6"),
        refused.getMessage());
  }

  @Test
  void missingFile_isDetected() throws IOException {
    BuiltPackage built = build("weights", false);
    Files.delete(built.directory().resolve("model"));
    StartException refused =
        assertThrows(StartException.class, () -> PackageVerifier.verify(built.directory()));
    assertEquals(StartException.Kind.PACKAGE, refused.kind());
  }

  private BuiltPackage build(String weights, boolean replace) throws IOException {
    try (PackageWriter writer = PackageWriter.to(folder.resolve("m"), replace)) {
      PackageFile model = writer.add("model", text(weights));
      writer.document("LICENSE", text("free"));
      return writer.commit(manifest(model));
    }
  }

  private static ModelManifest manifest(PackageFile model) {
    return new ModelManifest(
        "m",
        "1",
        "test",
        "Apache-2.0",
        "a test",
        List.of(),
        List.of(),
        new Preprocessing.None(),
        new Postprocessing.None(),
        List.of(),
        List.of(),
        List.of(new Artifact("onnx", "onnx", List.of(model), Optional.empty(), Requirements.NONE)));
  }

  private static Content text(String text) {
    return Content.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private List<String> entries() {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void leftovers_ofBuildsThatWereKilled_goAfterADay() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(25)));
    for (String kind : List.of(".m.building-", ".m.replaced-", ".other.building-")) {
      Path left = Files.createDirectories(folder.resolve(kind + UUID.randomUUID()));
      Files.setLastModifiedTime(Files.writeString(left.resolve("model"), "half"), old);
      Files.setLastModifiedTime(left, old);
    }
    Path living = Files.createDirectories(folder.resolve(".m.building-" + UUID.randomUUID()));
    Files.writeString(living.resolve("model"), "growing");
    Files.setLastModifiedTime(living, old);
    Path mine = Files.createDirectories(folder.resolve(".m.building-notes"));
    Files.setLastModifiedTime(mine, old);

    build("weights", false);

    List<String> left = new ArrayList<>(entries());
    assertTrue(left.removeIf(name -> name.startsWith(".other.building-")), left.toString());
    left.sort(null);
    assertEquals(
        Stream.of(living, mine, folder.resolve("m"))
            .map(path -> path.getFileName().toString())
            .sorted()
            .toList(),
        left);
  }
}
