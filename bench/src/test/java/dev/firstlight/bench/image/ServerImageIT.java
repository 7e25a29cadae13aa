package dev.firstlight.bench.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.conformance.process.ChildProcess;
import dev.firstlight.conformance.store.LocalHttp;
import dev.firstlight.conformance.store.LocalStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The kit, and what only an image can get wrong, against containers of the server's image. */
@Tag("image")
class ServerImageIT extends HandlerConformance {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @RegisterExtension final BuiltImages images = new BuiltImages("server-cpu");

  @Override
  protected HandlerStarter starter() {
    return this::start;
  }

  private Container start(Map<String, String> environment) throws IOException {
    Map<String, String> inside = new HashMap<>(environment);
    inside.remove("FIRSTLIGHT_CACHE_DIRECTORY"); // as the image has it
    ContainerOptions options =
        ContainerOptions.withMemory(BuiltImages.memoryMegabytes()).withEnvironment(inside);
    return Container.server(
        images,
        ContainerOptions.modelFolder(environment).map(options::withMounted).orElse(options));
  }

  @Test
  void model_inTheImage_isServedFromTheArchiveWithNothingUnpacked() throws Exception {
    ImageChecks.checkServesItsModel(start(Map.of()));
  }

  @Test
  void model_inAStore_isFetchedWithNothingElseToReach(@TempDir Path folder) throws Exception {
    Path model = TinyModels.classifier(folder.resolve("model"));
    try (LocalStore store = LocalHttp.start()) {
      URI address = store.serve("models", "tiny", model);
      try (Container container = start(Map.of("FIRSTLIGHT_MODEL", address.toString()))) {
        Answer answer = container.send(Call.post("/predict", "image/png", Samples.coffee()));
        assertEquals(200, answer.status(), () -> answer.text() + container.log());
        assertTrue(container.run("find", "/tmp/firstlight", "-name", "*.onnx").contains(".onnx"));
      }
    }
  }

  @Test
  void withoutAnyNetwork_servesAndDrains() throws Exception {
    ContainerOptions options = ContainerOptions.withMemory(512).withNetwork("none");
    String name = "firstlight-without-network";
    List<String> words = new java.util.ArrayList<>(options.run(name));
    words.add(images.image());
    try (ChildProcess process = ChildProcess.start(images.podman().command(words))) {
      long giveUp = System.nanoTime() + PATIENCE.toNanos();
      while (process.lines().stream().noneMatch(line -> line.contains("\"event\":\"serving\""))) {
        assertTrue(process.isAlive() && System.nanoTime() - giveUp < 0, process::tail);
        LockSupport.parkNanos(1_000_000);
      }
      assertTrue(
          process.lines().stream().noneMatch(line -> line.contains("\"failure\"")), process::tail);
      images.podman().output(List.of("stop", "--time=30", name));
      assertEquals(0, process.awaitExit(PATIENCE), process::tail);
    } finally {
      images.podman().output(List.of("rm", "--force", "--ignore", "--time=0", name));
    }
  }

  @Test
  void image_isSmallLabelledAndNotRoots() throws Exception {
    ImageChecks.checkImage(images);
  }
}
