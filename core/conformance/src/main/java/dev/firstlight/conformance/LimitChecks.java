package dev.firstlight.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.util.Map;

/** Requests that are too large or too late. */
final class LimitChecks {
  private static final int LIMIT = 200 << 10;

  private final Fixture fixture;

  LimitChecks(Fixture fixture) {
    this.fixture = fixture;
  }

  /** A body at the limit passes, one byte more does not, and neither stops the next. */
  void checkBodyLimit() throws IOException, InterruptedException {
    String start = "{\"instances\":[\"the cat\"]";
    String atLimit = start + " ".repeat(LIMIT - start.length() - 1) + "}";
    try (RunningHandler handler =
        fixture.start(
            fixture.modelPackage(TinyModel.EMBEDDER),
            Map.of("FIRSTLIGHT_MAX_BODY", Integer.toString(LIMIT)))) {
      assertEquals(200, handler.send(Call.json(atLimit)).status());
      for (int i = 0; i < 3; i++) {
        for (String body : new String[] {atLimit + " ", atLimit.repeat(5)}) {
          Answer refused = handler.send(Call.json(body));
          assertEquals(413, refused.status(), () -> CorpusChecks.brief(refused));
          assertTrue(refused.text().contains(Integer.toString(LIMIT)), refused::text);
        }
        assertEquals(200, handler.send(CorpusChecks.good(TinyModel.EMBEDDER)).status());
      }
      Call image = Call.post("/predict", "image/png", Samples.coffee());
      if (handler.carries(image)) {
        assertEquals(413, handler.send(image).status());
      }
    }
  }

  /** A request whose time is over before inference begins is not inferred. */
  void checkDeadline() throws IOException, InterruptedException {
    RunningHandler handler = fixture.handler(TinyModel.EMBEDDER);
    Call late = CorpusChecks.good(TinyModel.EMBEDDER).with(Header.TIMEOUT, "0");
    if (!handler.carries(late)) {
      return;
    }
    Answer answer = handler.send(late);
    assertEquals(504, answer.status(), () -> CorpusChecks.brief(answer));
    assertEquals(fixture.reference(TinyModel.EMBEDDER, late).text(), answer.text());
    assertEquals(200, handler.send(CorpusChecks.good(TinyModel.EMBEDDER)).status());
  }
}
