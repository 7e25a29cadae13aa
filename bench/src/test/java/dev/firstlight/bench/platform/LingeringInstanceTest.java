package dev.firstlight.bench.platform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.instance.Host;
import dev.firstlight.bench.instance.Hosted;
import dev.firstlight.bench.isolation.Cell;
import dev.firstlight.bench.isolation.ProcessIsolation;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.lambda.Initialisation;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.ProgramCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** An instance that answers, and then does not ask for another call; its process is a real one. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class LingeringInstanceTest {
  private final Probes probes = new Probes();

  @Test
  void instanceThatGoesOnAfterItsAnswer_isLostWhenItsTimeIsOver_andItsCallHasItsAccount()
      throws Exception {
    PlatformSettings settings = Probes.settings().withTimeout(Duration.ofSeconds(1));
    try (Platform platform =
        Platform.start(
            new Platform.Setup(
                settings,
                clock -> new LingeringHost(),
                ProcessIsolation.begin(List.of()),
                number -> Map.of(),
                1),
            probes)) {
      Platform.Ticket ticket = platform.send(Call.get("/"));
      assertEquals("done", ticket.answer().get(30, TimeUnit.SECONDS).text());
      assertEquals(
          Outcome.ANSWERED, ticket.account().get(30, TimeUnit.SECONDS).outcome(), probes::told);
      assertEquals(1, platform.counts().lost());
      assertTrue(probes.told().contains("it went on after its answer"), probes::told);
    }
  }

  private static final class LingeringHost implements Host {
    @Override
    public Hosted start(Cell cell, Map<String, String> variables) throws IOException {
      return new Lingering(ChildProcess.start(ProgramCommand.of("sleep", "1000")));
    }

    @Override
    public void close() {}
  }

  private record Lingering(ChildProcess process) implements Hosted {
    @Override
    public CompletableFuture<Initialisation> initialisation() {
      return CompletableFuture.completedFuture(new Initialisation.Ready(System.nanoTime()));
    }

    @Override
    public CompletableFuture<Turn> send(Call call, Duration timeout) {
      long now = System.nanoTime();
      Answer answer = new Answer(200, List.of(), ByteBuffer.wrap(new byte[] {'d', 'o', 'n', 'e'}));
      return CompletableFuture.completedFuture(new Turn.Answered(answer, now, now));
    }

    @Override
    public CompletableFuture<Void> idle() {
      return new CompletableFuture<>();
    }

    @Override
    public void cut() {}

    @Override
    public void close() {
      process.close();
      assertFalse(process.isAlive());
    }
  }
}
