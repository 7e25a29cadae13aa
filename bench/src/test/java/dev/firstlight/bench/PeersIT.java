package dev.firstlight.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firstlight.bench.instance.Peers;
import dev.firstlight.bench.record.InvocationRecord;
import dev.firstlight.bench.record.RecordLog;
import dev.firstlight.coldstart.Stage;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.json.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The peers that {@code bench/peers/setup} has installed here; the others are skipped. */
class PeersIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"python", "node", "plain-java", "djl"})
  void peer_doesTheSameWorkFromTheSameStore(String peer) throws IOException {
    Optional<String> absence = Peers.named(peer).absence(HOME);
    assumeTrue(absence.isEmpty(), () -> peer + ": " + absence.orElse(""));
    Path model = TinyModels.classifier(folder.resolve("model"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Commands.run(
        HOME,
        folder,
        out,
        err,
        "compare",
        "--model",
        model.toString(),
        "--targets",
        "lambda",
        "--store",
        "s3",
        "--peers",
        peer,
        "--cold",
        "1",
        "--warm",
        "2",
        "--out",
        "run",
        "--json");
    String printed = err.toString(StandardCharsets.UTF_8);
    JsonNode summary = JsonNode.read(out.toByteArray());
    JsonNode pair = summary.elements("peers").get(0);
    assertEquals(peer, pair.get("peer").asString(), printed);
    assertEquals(1, pair.get("e2e").get("pairs").asLong());
    assertTrue(pair.get("stages").get("load").get("median").asDouble() > 0);
    List<InvocationRecord> own =
        RecordLog.read(folder.resolve("run/records.jsonl")).stream()
            .filter(record -> record.point().target().equals(peer))
            .toList();
    assertEquals(3, own.size());
    for (InvocationRecord record : own) {
      assertEquals(Optional.empty(), record.error());
      assertTrue(record.predictMillis().isPresent());
    }
    assertTrue(own.get(0).cold());
    var cold = own.get(0).coldStart().orElseThrow();
    assertTrue(cold.span(Stage.DOWNLOAD).orElseThrow().bytes() > 0);
    assertEquals(own.get(0).instance(), own.get(2).instance());
  }
}
