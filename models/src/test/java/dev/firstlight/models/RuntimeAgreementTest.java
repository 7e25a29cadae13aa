package dev.firstlight.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.InferenceService;
import dev.firstlight.ServiceConfig;
import dev.firstlight.config.Settings;
import dev.firstlight.inference.Input;
import dev.firstlight.inference.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One network, three serving runtimes: the same classes in the same order, their logits equal
 * within 1e-4 relative.
 */
class RuntimeAgreementTest {
  private static final List<String> RUNTIMES = List.of("onnx", "tensorflow", "pytorch");
  private static final double TOLERANCE = 1e-4;

  @TempDir Path folder = Path.of("");

  @Test
  void mobilenet_isTheSameOnAllRuntimes() throws IOException {
    agree("mobilenet", images("mobilenet"));
  }

  @Test
  void albert_isTheSameOnAllRuntimes() throws IOException {
    agree(
        "albert",
        List.of(
            new Input.Text("The first light of the morning fell on the hills."),
            new Input.Text("Rain."),
            new Input.Text("A rocket rises from the launch pad while the crowd counts down.")));
  }

  /** 575 MB in each of three formats: the longest test here, by far. */
  @Test
  void vgg19_isTheSameOnAllRuntimes() throws IOException {
    agree("vgg19", images("vgg19"));
  }

  private List<Input> images(String model) throws IOException {
    build(model);
    byte[] rocket = Files.readAllBytes(folder.resolve(model).resolve("samples/rocket.jpg"));
    Path others = Path.of("../core/conformance/src/main/resources/dev/firstlight/conformance");
    List<Input> images = new ArrayList<>();
    images.add(new Input.Image(ByteBuffer.wrap(rocket)));
    for (String name : List.of("coffee.png", "chelsea.png")) {
      if (Files.exists(others.resolve(name))) {
        images.add(new Input.Image(ByteBuffer.wrap(Files.readAllBytes(others.resolve(name)))));
      }
    }
    return images;
  }

  private void build(String model) {
    BuildOptions all = BuildOptions.DEFAULTS.withRuntimes(List.of(BuildOptions.ALL_RUNTIMES));
    Models.named(model).build(folder.resolve(model), all);
  }

  private void agree(String model, List<Input> inputs) throws IOException {
    build(model);
    List<List<Prediction.Score>> expected = classes(model, RUNTIMES.get(0), inputs);
    assertNotEquals(expected.get(0), expected.get(1), "answers vary with the input");
    for (List<Prediction.Score> scores : expected) {
      // Vanished activations would leave them all alike, exploded ones a single 1.
      double first = scores.get(0).score();
      double last = scores.get(scores.size() - 1).score();
      assertTrue(first < 0.999 && first > 1.01 * last, scores.toString());
    }
    for (String runtime : RUNTIMES.subList(1, RUNTIMES.size())) {
      List<List<Prediction.Score>> actual = classes(model, runtime, inputs);
      for (int input = 0; input < inputs.size(); input++) {
        assertSame(runtime, expected.get(input), actual.get(input));
      }
    }
  }

  private static void assertSame(
      String runtime, List<Prediction.Score> expected, List<Prediction.Score> actual) {
    assertEquals(
        expected.stream().map(Prediction.Score::index).toList(),
        actual.stream().map(Prediction.Score::index).toList(),
        runtime);
    for (int i = 0; i < expected.size(); i++) {
      // The logarithm of a softmax differs from another's by what their logits differ.
      double expectedLog = Math.log(expected.get(i).score());
      double tolerance = TOLERANCE * Math.max(1, Math.abs(expectedLog));
      assertEquals(expectedLog, Math.log(actual.get(i).score()), tolerance, runtime);
    }
  }

  private List<List<Prediction.Score>> classes(String model, String runtime, List<Input> inputs) {
    Settings settings =
        Settings.of(Map.of("model", folder.resolve(model).toString(), "runtime", runtime));
    ServiceConfig config = ServiceConfig.read(settings, "embedded");
    settings.check();
    List<List<Prediction.Score>> all = new ArrayList<>();
    try (InferenceService service = InferenceService.start(config, line -> {})) {
      assertEquals(runtime, service.coldStart().runtime());
      for (Input input : inputs) {
        all.add(
            assertInstanceOf(Prediction.Classification.class, service.predict(input)).classes());
      }
    }
    return all;
  }
}
