package dev.firstlight.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest {
  /** On a file system that nobody can write to, not even root: the JDK's own. */
  static final Path OUT_OF_REACH = Path.of(URI.create("jrt:/java.base/java/lang/Object.class"));

  @TempDir Path folder;

  @Test
  void sealedFile_outOfReach_isTakenByItsSize() throws IOException {
    List<String> arrived = new ArrayList<>();
    PackageFile file = forged(Files.size(OUT_OF_REACH));
    long checked =
        new LocalFiles("m")
            .verify(
                List.of(file), Map.of("w", OUT_OF_REACH), true, (path, place) -> arrived.add(path));
    assertEquals(0, checked);
    assertEquals(List.of("w"), arrived);
  }

  @Test
  void sealedFile_outOfReach_ofAnotherSize_isRefused() throws IOException {
    assertRefused(true, OUT_OF_REACH, forged(Files.size(OUT_OF_REACH) + 1));
  }

  @Test
  void sealedFile_thatCanBeWritten_isCheckedByItsDigest() throws IOException {
    Path file = Files.write(folder.resolve("w"), new byte[9]);
    assertRefused(true, file, forged(9));
    assertEquals(
        9,
        new LocalFiles("m")
            .verify(
                List.of(new PackageFile("w", 9, Sha256.of(new byte[9]))),
                Map.of("w", file),
                true,
                (path, place) -> {}));
  }

  @Test
  void sealedFile_behindALinkThatCanBeWritten_isTheFileItLeadsTo() throws IOException {
    Path file = Files.write(folder.resolve("target"), new byte[9]);
    Path link = Files.createSymbolicLink(folder.resolve("w"), file);
    assertRefused(true, link, forged(9));
  }

  @Test
  void file_outOfReachButNotSealed_isCheckedByItsDigest() throws IOException {
    assertRefused(false, OUT_OF_REACH, forged(Files.size(OUT_OF_REACH)));
  }

  private static PackageFile forged(long bytes) {
    return new PackageFile("w", bytes, "0".repeat(64));
  }

  private static void assertRefused(boolean sealed, Path place, PackageFile file) {
    StartException refused =
        assertThrows(
            StartException.class,
            () ->
                new LocalFiles("m")
                    .verify(List.of(file), Map.of("w", place), sealed, (path, there) -> {}));
    assertEquals(StartException.Kind.DIGEST, refused.kind());
  }
}
