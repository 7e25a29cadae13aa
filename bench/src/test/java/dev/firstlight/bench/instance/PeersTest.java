package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.compare.ModelFolder;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.bench.record.DesignPoint;
import dev.firstlight.conformance.model.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
  @TempDir Path home;

  @Test
  void names_areCheckedAndAllStandsForEach() {
    assertEquals(List.of("node", "python"), Peers.check(List.of(" node", "python ")));
    assertEquals(DesignPoint.PEERS, Peers.check(List.of("all")));
    for (String name : DesignPoint.PEERS) {
      assertEquals(name, Peers.named(name).name());
    }
    for (List<String> wrong : List.of(List.of("ruby"), List.of("node", "node"), List.of(""))) {
      assertEquals(
          BenchException.Kind.USAGE,
          assertThrows(BenchException.class, () -> Peers.check(wrong)).kind());
    }
  }

  @Test
  void absence_saysWhatWouldChangeIt() throws IOException {
    assertEquals("it is not set up; run bench/peers/setup python", absence());
    Path installed = Files.createDirectories(home.resolve("bench/target/peers/python"));
    Files.writeString(installed.resolve("absent"), "there is no python3\n");
    assertEquals("there is no python3; then run bench/peers/setup python", absence());
    Files.delete(installed.resolve("absent"));
    Files.writeString(installed.resolve("command"), "");
    assertEquals("it is not set up; run bench/peers/setup python", absence());
  }

  @Test
  void installation_isOutOfDateWhenItsSourcesAreNewer() throws IOException {
    Path installed = Files.createDirectories(home.resolve("bench/target/peers/python"));
    Path command = Files.writeString(installed.resolve("command"), "python\nhandler.handler\n");
    Path sources = Files.createDirectories(home.resolve("bench/peers/python"));
    Path source = Files.writeString(sources.resolve("handler.py"), "");
    Instant now = Instant.now();
    Files.setLastModifiedTime(command, FileTime.from(now));
    Files.setLastModifiedTime(source, FileTime.from(now.minusSeconds(5)));
    assertEquals(Optional.empty(), Peers.named("python").absence(home));
    Files.setLastModifiedTime(source, FileTime.from(now.plusSeconds(5)));
    assertTrue(absence().contains("sources have changed"), absence());
  }

  @Test
  void misfit_namesWhatThePeerCannotServe() throws IOException {
    var images = ModelFolder.read(TinyModels.classifier(home.resolve("images"))).manifest();
    var tensors = ModelFolder.read(TinyModels.tensors(home.resolve("tensors"))).manifest();
    Peer python = Peers.named("python");
    assertEquals(Optional.empty(), python.misfit(images, "onnx", "s3"));
    assertEquals(
        Optional.of("it runs onnx, not tensorflow"), python.misfit(images, "tensorflow", "s3"));
    assertEquals(
        Optional.of("it reads models from folders and Amazon S3, not from gcs"),
        python.misfit(images, "onnx", "gcs"));
    assertTrue(python.misfit(tensors, "onnx", "s3").isPresent());
    assertEquals(Optional.empty(), Peers.named("plain-java").misfit(tensors, "onnx", "gcs"));
  }

  private String absence() {
    return Peers.named("python").absence(home).orElse("present");
  }
}
