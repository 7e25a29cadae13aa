package dev.firstlight.bench.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveFolderTest {
  private static final JavaHome JAVA = new JavaHome(Path.of("/jdk"), 17, "17.0.1 Some, amd64");

  @TempDir Path temp;
  private Path jar;
  private ArchiveFolder folder;

  @BeforeEach
  void writeJar() throws IOException {
    jar = Files.writeString(temp.resolve("app.jar"), "classes");
    folder = new ArchiveFolder(temp.resolve("archive"), ArchiveForm.CLASS_DATA);
  }

  @Test
  void archive_thatWasMade_fitsAndIsNotMadeAgain() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));

    assertEquals(Optional.empty(), folder.misfit(key()));
    assertFalse(
        folder.make(
            key(),
            flags -> {
              throw new IOException("trained again");
            }));
  }

  @Test
  void jar_thatChangedWithEqualSizeAndTime_isNoticed() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));
    var time = Files.getLastModifiedTime(jar);
    Files.writeString(jar, "CLASSES");
    Files.setLastModifiedTime(jar, time);

    String why = folder.misfit(key()).orElseThrow();
    assertTrue(why.contains("app.jar"), why);
    assertTrue(folder.make(key(), writing("another")));
    assertEquals("another", Files.readString(folder.archive()));
  }

  @Test
  void jar_thatWasWrittenAgainOrMoved_doesNotFitAsTheJvmRefusesIt() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));
    Path moved = Files.copy(jar, Files.createDirectory(temp.resolve("b")).resolve("app.jar"));
    Files.setLastModifiedTime(moved, Files.getLastModifiedTime(jar));
    List<String> flags = List.of("-XX:+UseSerialGC");
    assertTrue(folder.misfit(ArchiveKey.of("server", JAVA, flags, List.of(moved))).isPresent());

    Files.setLastModifiedTime(jar, FileTime.fromMillis(1));
    assertTrue(folder.misfit(key()).isPresent());
  }

  @Test
  void keyOfJava25_staysWhereJarsAreMoved() throws Exception {
    JavaHome java25 = new JavaHome(Path.of("/jdk"), 25, "25 Some, amd64");
    Path moved = Files.copy(jar, Files.createDirectory(temp.resolve("b")).resolve("app.jar"));
    Files.setLastModifiedTime(moved, Files.getLastModifiedTime(jar));
    assertEquals(
        ArchiveKey.of("server", java25, List.of(), List.of(jar)),
        ArchiveKey.of("server", java25, List.of(), List.of(moved)));
  }

  @Test
  void key_ofOtherFlagsRuntimeOrUse_doesNotFit() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));
    List<Path> path = List.of(jar);
    JavaHome other = new JavaHome(Path.of("/jdk"), 17, "17.0.2 Some, amd64");
    for (ArchiveKey now :
        List.of(
            ArchiveKey.of("server", JAVA, List.of("-XX:+UseG1GC"), path),
            ArchiveKey.of("server", other, List.of("-XX:+UseSerialGC"), path),
            ArchiveKey.of("lambda", JAVA, List.of("-XX:+UseSerialGC"), path))) {
      assertTrue(folder.misfit(now).isPresent(), now.text());
    }
  }

  @Test
  void archive_thatWasCutShort_doesNotFit() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));
    Files.writeString(folder.archive(), "arch");

    assertEquals(Optional.of("its file has other bytes than its key says"), folder.misfit(key()));
  }

  @Test
  void archiveWithoutKey_asAKilledRunLeavesIt_isMadeAnew() throws Exception {
    assertTrue(folder.make(key(), writing("archive")));
    Files.delete(folder.folder().resolve(ArchiveFolder.KEY));
    Files.writeString(folder.folder().resolve(".unfinished-1.archive.jsa"), "half");

    assertEquals(Optional.of("there is none"), folder.misfit(key()));
    assertTrue(folder.make(key(), writing("whole")));
    assertEquals("whole", Files.readString(folder.archive()));
    try (Stream<Path> left = Files.list(folder.folder())) {
      assertEquals(
          List.of(".lock", "archive.jsa", "archive.key"),
          left.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void training_thatFails_leavesNothingToUse() {
    BenchException e =
        assertThrows(
            BenchException.class,
            () ->
                folder.make(
                    key(),
                    flags -> {
                      writing("half").run(flags);
                      throw new IOException("it was killed");
                    }));

    assertEquals(BenchException.Kind.TARGET, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("it was killed"), e.getMessage());
    assertFalse(Files.exists(folder.archive()));
    assertTrue(folder.misfit(key()).isPresent());
  }

  @Test
  void training_thatWritesNothing_isAFault() {
    BenchException e = assertThrows(BenchException.class, () -> folder.make(key(), flags -> {}));
    assertTrue(String.valueOf(e.getMessage()).contains("without an archive"), e.getMessage());
  }

  @Test
  void classPath_withAFolder_isRefused() {
    BenchException e =
        assertThrows(
            BenchException.class, () -> ArchiveKey.of("server", JAVA, List.of(), List.of(temp)));
    assertTrue(String.valueOf(e.getMessage()).contains("is no jar"), e.getMessage());
  }

  private ArchiveKey key() {
    return ArchiveKey.of("server", JAVA, List.of("-XX:+UseSerialGC"), List.of(jar));
  }

  /** Writes where the flag tells the JVM to. */
  private static TrainingRun writing(String text) {
    return flags -> {
      String flag = flags.get(0);
      Files.writeString(Path.of(flag.substring(flag.indexOf('=') + 1)), text);
    };
  }
}
