package dev.firstlight.bench.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Main;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.process.JavaCommand;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code firstlight up --isolation container} as a process of its own, with Lambda's image. */
@Tag("image")
class ContainerIsolationIT {
  private static final Path HOME = Path.of(System.getProperty("firstlight.home", ""));
  private static final Pattern ADDRESS = Pattern.compile("http://localhost:(\\d+)/predict");

  @RegisterExtension static final BuiltImages IMAGES = new BuiltImages("lambda");

  @Test
  void burst_getsAContainerEach_andNothingIsLeftAfterwards() throws Exception {
    try (ChildProcess up = up(IMAGES.image())) {
      int port = port(up);
      List<CompletableFuture<HttpResponse<String>>> burst = List.of(post(port), post(port));
      Set<String> instances = new HashSet<>();
      for (CompletableFuture<HttpResponse<String>> call : burst) {
        HttpResponse<String> answer = call.get(2, TimeUnit.MINUTES);
        assertEquals(200, answer.statusCode(), () -> answer.body() + up.tail());
        instances.add(answer.headers().firstValue("firstlight-instance").orElseThrow());
      }
      assertEquals(2, instances.size(), up::tail);
      assertEquals(2, containers().size(), up::tail);
      up.terminate();
      assertEquals(128 + 15, up.awaitExit(Duration.ofSeconds(60)), up::tail);
      assertTrue(up.tail().contains("2 instances started"), up::tail);
    }
    assertEquals(List.of(), containers());
  }

  @Test
  void parent_thatIsKilled_takesItsContainersAlong() throws Exception {
    try (ChildProcess up = up(IMAGES.image())) {
      HttpResponse<String> answer = post(port(up)).get(2, TimeUnit.MINUTES);
      assertEquals(200, answer.statusCode(), () -> answer.body() + up.tail());
      assertEquals(1, containers().size());
      // The process alone, not its descendants as closing would.
      assertTrue(ProcessHandle.of(up.pid()).orElseThrow().destroyForcibly());
      long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!containers().isEmpty()) {
        assertTrue(System.nanoTime() < giveUp, "a container outlived the command");
        LockSupport.parkNanos(50_000_000);
      }
    }
  }

  @Test
  void imageThatIsMissing_isNamedWithTheCommandThatBuildsIt() throws Exception {
    try (ChildProcess up = up("firstlight-test/none")) {
      assertEquals(2, up.awaitExit(Duration.ofMinutes(1)), up::tail);
      assertTrue(up.tail().contains("firstlight-test/none"), up::tail);
      assertTrue(up.tail().contains("images/build lambda"), up::tail);
    }
  }

  private static List<String> containers() throws IOException, InterruptedException {
    return IMAGES
        .podman()
        .output(List.of("ps", "--all", "--quiet"))
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static ChildProcess up(String image) throws IOException {
    return ChildProcess.start(
        JavaCommand.of(JavaCommand.classPathOf(HOME.resolve("bench/target")), Main.class.getName())
            .withFlags(List.of("-Dfirstlight.home=" + HOME))
            .withEnvironment(IMAGES.podman().variables())
            .withArguments(
                List.of(
                    "up",
                    "lambda",
                    "--isolation",
                    "container",
                    "--engine",
                    "podman",
                    "--image",
                    image,
                    "--memory",
                    "1769",
                    "--port",
                    "0")));
  }

  private static int port(ChildProcess up) {
    long giveUp = System.nanoTime() + Duration.ofMinutes(1).toNanos();
    while (true) {
      for (String line : up.lines()) {
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
          return Integer.parseInt(address.group(1));
        }
      }
      assertTrue(up.isAlive() && System.nanoTime() < giveUp, up::tail);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private static CompletableFuture<HttpResponse<String>> post(int port) throws IOException {
    try (var in =
        dev.firstlight.models.Models.class.getResourceAsStream(
            "/dev/firstlight/models/rocket.jpg")) {
      if (in == null) {
        throw new IOException("the sample is missing");
      }
      return HttpClient.newHttpClient()
          .sendAsync(
              HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/predict"))
                  .header("Content-Type", "image/jpeg")
                  .POST(HttpRequest.BodyPublishers.ofByteArray(in.readAllBytes()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
    }
  }
}
