package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.inference.Header;
import dev.firstlight.json.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Answers, byte for byte. */
final class CorpusChecks {
  private static final double TOLERANCE = 1e-5;

  private final Fixture fixture;

  CorpusChecks(Fixture fixture) {
    this.fixture = fixture;
  }

  /** The answer is the one that the service itself gives, and the instance still serves. */
  void check(Corpus.Case one) throws IOException, InterruptedException {
    RunningHandler handler = fixture.handler(one.model());
    Answer expected = fixture.reference(one.model(), one.call());
    assertEquals(one.status(), expected.status(), () -> "the service itself: " + brief(expected));
    Answer actual = handler.send(one.call());
    assertEquals(expected.status(), actual.status(), () -> brief(actual));
    if (expected.status() != 500) {
      assertEquals(brief(expected), brief(actual));
      assertArrayEquals(expected.bytes(), actual.bytes());
    }
    if (handler.hasHeaders()) {
      for (String name :
          List.of(Header.CONTENT_TYPE, Header.JSON_LENGTH, Header.ALLOW, Header.RETRY_AFTER)) {
        assertEquals(expected.header(name), actual.header(name), name);
      }
    }
    if (expected.status() >= 400) {
      Call good = good(one.model());
      Answer next = handler.send(handler.carries(good) ? good : one.call());
      assertTrue(next.status() == 200 || !handler.carries(good), () -> "afterwards " + brief(next));
      if (expected.status() < 500) {
        JsonNode error = JsonNode.read(expected.bytes());
        assertTrue(!error.get("error").asString().isBlank(), "an error says what is wrong");
      }
    }
  }

  /** A batch gives the predictions that its samples give one by one. */
  void checkBatch() throws IOException, InterruptedException {
    RunningHandler handler = fixture.handler(TinyModel.CLASSIFIER);
    List<String> instances = new ArrayList<>();
    for (byte[] image : List.of(Samples.chelsea(), Samples.coffee(), Samples.rocket())) {
      instances.add("{\"b64\":\"" + Corpus.base64(image) + "\"}");
    }
    List<JsonNode> batch =
        predictions(handler.send(Call.json(Corpus.instances(instances.toArray(String[]::new)))));
    assertEquals(instances.size(), batch.size());
    for (int i = 0; i < instances.size(); i++) {
      JsonNode single =
          predictions(handler.send(Call.json(Corpus.instances(instances.get(i))))).get(0);
      List<JsonNode> expected = single.elements("classes");
      List<JsonNode> actual = batch.get(i).elements("classes");
      assertEquals(expected.size(), actual.size());
      for (int k = 0; k < expected.size(); k++) {
        assertEquals(
            expected.get(k).get("label").asString(), actual.get(k).get("label").asString());
        assertEquals(
            expected.get(k).get("score").asDouble(),
            actual.get(k).get("score").asDouble(),
            TOLERANCE);
      }
    }
  }

  private static List<JsonNode> predictions(Answer answer) {
    assertEquals(200, answer.status(), () -> brief(answer));
    return JsonNode.read(answer.bytes()).elements("predictions");
  }

  static Call good(TinyModel model) throws IOException {
    return switch (model) {
      case CLASSIFIER ->
          Call.json(Corpus.instances("{\"b64\":\"" + Corpus.base64(Samples.rocket()) + "\"}"));
      case EMBEDDER -> Call.json(Corpus.instances("\"the cat\""));
      case TENSORS -> TensorCalls.json();
    };
  }

  static String brief(Answer answer) {
    String text = answer.text();
    return answer.status() + " " + (text.length() <= 600 ? text : text.substring(0, 600) + "…");
  }
}
