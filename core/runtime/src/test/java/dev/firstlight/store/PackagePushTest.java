package dev.firstlight.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.StartException;
import dev.firstlight.model.PackageFile;
import dev.firstlight.store.PackagePush.Leave;
import dev.firstlight.store.PackagePush.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackagePushTest {
  private static final Clock CLOCK = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private static final URI PLACE = URI.create("test://place");
  private static final Leave NONE = new Leave(false, false);
  private static final Leave REPLACE = new Leave(true, false);
  private static final PushProgress SILENT =
      new PushProgress() {
        @Override
        public void total(long bytes, int files) {}

        @Override
        public void moved(String path, long bytes) {}
      };

  @TempDir Path temp;

  @Test
  void manifest_isWrittenLast() throws IOException {
    Recording target = target();
    assertEquals(Outcome.WRITTEN, push(model("a", "one", "two"), target, NONE));
    assertEquals(
        List.of(
            "put model.json.push",
            "write 0.bin",
            "write 1.bin",
            "put model.json",
            "delete model.json.push"),
        target.log);
  }

  @Test
  void pushThatDies_leavesNoManifest_andTheNextWritesOnlyTheRest() throws IOException {
    Recording target = target();
    target.failAt = "write 1.bin";
    Path model = model("a", "one", "two");
    StartException e = assertThrows(StartException.class, () -> push(model, target, NONE));
    assertTrue(String.valueOf(e.getMessage()).contains("the wire is cut"), e::getMessage);
    assertFalse(Files.exists(place().resolve("model.json")));
    assertFalse(Files.exists(place().resolve("model.json.push")));

    target.failAt = "";
    target.log.clear();
    assertEquals(Outcome.WRITTEN, push(model, target, NONE));
    assertFalse(target.log.contains("write 0.bin"), target.log.toString());
    assertTrue(target.log.contains("write 1.bin"), target.log.toString());
  }

  @Test
  void pushThatSomebodyTookOver_stopsBeforeItsManifest() throws IOException {
    Recording target = target();
    target.at =
        (what) -> {
          if (what.equals("write 1.bin")) {
            Files.writeString(place().resolve(PackagePush.CLAIM), "push other since now");
          }
        };
    Path model = model("a", "one", "two");
    StartException e = assertThrows(StartException.class, () -> push(model, target, NONE));
    assertTrue(String.valueOf(e.getMessage()).contains("taken over"), e::getMessage);
    assertFalse(Files.exists(place().resolve("model.json")));
    assertTrue(Files.exists(place().resolve(PackagePush.CLAIM)));
  }

  @Test
  void takingOver_removesWhatTheDeadPushLeft() throws IOException {
    Files.createDirectories(place());
    Path part = place().resolve("0.bin." + java.util.UUID.randomUUID() + ".part");
    Files.writeString(part, "on");
    Files.writeString(place().resolve(PackagePush.CLAIM), "push dead since then");
    push(model("a", "one"), target(), new Leave(false, true));
    assertFalse(Files.exists(part));
  }

  @Test
  void manifestWhoseAnswerWasLost_isNoConflictWithItself() throws IOException {
    Recording target = target();
    target.loseAnswerOf = "put model.json";
    assertEquals(Outcome.WRITTEN, push(model("a", "one"), target, NONE));
    assertTrue(Files.exists(place().resolve("model.json")));
  }

  @Test
  void replacing_whatTheOldManifestNames_removesTheOldManifestFirst() throws IOException {
    push(model("a", "one", "two"), target(), NONE);
    Recording target = target();
    assertEquals(Outcome.WRITTEN, push(model("b", "one", "new", "more"), target, REPLACE));
    assertEquals(
        List.of(
            "put model.json.push",
            "write 2.bin",
            "delete model.json",
            "write 1.bin",
            "put model.json",
            "delete model.json.push"),
        target.log);
  }

  @Test
  void replacingPush_thatDiesInTheMiddle_leavesNoManifestOverMixedFiles() throws IOException {
    push(model("a", "one", "two"), target(), NONE);
    Recording target = target();
    target.failAt = "write 1.bin";
    Path other = model("b", "uno", "due");
    assertThrows(StartException.class, () -> push(other, target, REPLACE));
    assertFalse(Files.exists(place().resolve("model.json")));
  }

  @Test
  void replacing_removesWhatIsNotNamedAnyMore() throws IOException {
    push(model("a", "one", "two"), target(), NONE);
    push(model("b", "one"), target(), REPLACE);
    assertTrue(Files.exists(place().resolve("0.bin")));
    assertFalse(Files.exists(place().resolve("1.bin")));
  }

  @Test
  void sameManifest_overADamagedFile_isRepaired() throws IOException {
    Path model = model("a", "one", "two");
    push(model, target(), NONE);
    Files.writeString(place().resolve("1.bin"), "tw0");
    assertEquals(Outcome.REPAIRED, push(model, target(), NONE));
    assertEquals("two", Files.readString(place().resolve("1.bin")));
    assertEquals(Outcome.UNCHANGED, push(model, target(), NONE));
  }

  @Test
  void damagedPackage_isNotPushed() throws IOException {
    Path model = model("a", "one", "two");
    Files.writeString(model.resolve("1.bin"), "tw0");
    Recording target = target();
    StartException e = assertThrows(StartException.class, () -> push(model, target, NONE));
    assertEquals(StartException.Kind.DIGEST, e.kind());
    assertEquals(List.of(), target.log);
  }

  @Test
  void unreadableManifestThere_isReplacedBehindItsRemoval() throws IOException {
    Files.createDirectories(place());
    Files.writeString(place().resolve("model.json"), "not JSON");
    Recording target = target();
    assertThrows(StartException.class, () -> push(model("a", "one"), target, NONE));
    assertEquals(Outcome.WRITTEN, push(model("a", "one"), target, REPLACE));
    assertTrue(
        target.log.indexOf("delete model.json") < target.log.indexOf("write 0.bin"),
        target.log.toString());
  }

  private Outcome push(Path folder, PackageTarget target, Leave leave) {
    return new PackagePush(target, PLACE, CLOCK, "test").run(folder, leave, SILENT);
  }

  private Path place() {
    return temp.resolve("place");
  }

  private Recording target() {
    return new Recording(new FolderTarget(place()));
  }

  /** A package with files of that content. */
  private Path model(String name, String... contents) throws IOException {
    Path folder = Files.createDirectories(temp.resolve(name));
    StringBuilder files = new StringBuilder();
    for (int i = 0; i < contents.length; i++) {
      byte[] bytes = contents[i].getBytes(StandardCharsets.UTF_8);
      Files.write(folder.resolve(i + ".bin"), bytes);
      files
          .append(i == 0 ? "" : ",")
          .append("{\"path\":\"" + i + ".bin\",\"bytes\":" + bytes.length)
          .append(",\"sha256\":\"" + Sha256.of(bytes) + "\"}");
    }
    Files.writeString(
        folder.resolve("model.json"),
        """
        {"schema": "firstlight.model/1", "name": "%s", "version": "1", "task": "none",
         "licence": "Apache-2.0", "provenance": "a test",
         "inputs": [{"name": "x", "datatype": "FP32", "shape": [-1]}],
         "outputs": [{"name": "y", "datatype": "FP32", "shape": [-1]}],
         "artifacts": [{"name": "fake", "runtime": "fake", "files": [%s]}]}
        """
            .formatted(name, files));
    return folder;
  }

  /** Writes down what is done, and breaks where it is told to. */
  private static final class Recording implements PackageTarget {
    private final PackageTarget target;
    private final List<String> log = new ArrayList<>();
    private String failAt = "";
    private String loseAnswerOf = "";
    private Hook at = what -> {};

    /** What happens beside. */
    @FunctionalInterface
    private interface Hook {
      void happen(String what) throws IOException;
    }

    Recording(PackageTarget target) {
      this.target = target;
    }

    private void note(String what) throws IOException {
      log.add(what);
      at.happen(what);
      if (what.equals(failAt)) {
        throw new IOException("the wire is cut");
      }
    }

    @Override
    public Optional<Stored> find(String path) throws IOException {
      return target.find(path);
    }

    @Override
    public Optional<Content> read(String path, int most) throws IOException {
      return target.read(path, most);
    }

    @Override
    public void write(PackageFile file, Path from, PushProgress progress) throws IOException {
      note("write " + file.path());
      target.write(file, from, progress);
    }

    @Override
    public void put(String path, byte[] bytes, Optional<String> replaces) throws IOException {
      note("put " + path);
      target.put(path, bytes, replaces);
      if (loseAnswerOf.equals("put " + path)) {
        target.put(path, bytes, replaces); // as a client does that heard nothing
      }
    }

    @Override
    public void delete(String path) throws IOException {
      note("delete " + path);
      target.delete(path);
    }

    @Override
    public void removeLeftovers() throws IOException {
      target.removeLeftovers();
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
