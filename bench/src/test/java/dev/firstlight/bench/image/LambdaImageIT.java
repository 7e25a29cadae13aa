package dev.firstlight.bench.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.lambda.LocalRuntimeApi;
import dev.firstlight.conformance.process.ChildProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The kit, and what only an image can get wrong, against containers of Lambda's image. */
@Tag("image")
class LambdaImageIT extends HandlerConformance {
  @RegisterExtension final BuiltImages images = new BuiltImages("lambda");

  private final LocalRuntimeApi api = LocalRuntimeApi.start();

  @Override
  protected HandlerStarter starter() {
    return this::start;
  }

  private Container start(Map<String, String> environment) throws IOException {
    Map<String, String> inside = new HashMap<>(environment);
    inside.remove("FIRSTLIGHT_CACHE_DIRECTORY"); // as the image has it
    ContainerOptions options = ContainerOptions.withMemory(BuiltImages.memoryMegabytes());
    return Container.function(
        images,
        api,
        LambdaEvents.functionUrl(),
        ContainerOptions.modelFolder(environment).map(options::withMounted).orElse(options),
        inside);
  }

  @Test
  void model_inTheImage_isServedFromTheArchiveWithNothingUnpacked() throws Exception {
    ImageChecks.checkServesItsModel(start(Map.of("JDK_JAVA_OPTIONS", "")));
  }

  @Test
  void withoutARuntimeApi_endsAndSaysWhatIsMissing() throws Exception {
    ContainerOptions options = ContainerOptions.withMemory(512);
    try (ChildProcess process = ChildProcess.start(Container.command(images, options))) {
      assertEquals(64, process.awaitExit(Duration.ofMinutes(1)), process::tail);
      assertTrue(process.tail().contains("AWS_LAMBDA_RUNTIME_API is not set"), process::tail);
    }
  }

  @Test
  void image_isSmallLabelledAndNotRoots() throws Exception {
    ImageChecks.checkImage(images);
  }

  @AfterAll
  void closeApi() {
    api.close();
  }
}
