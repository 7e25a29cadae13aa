package dev.firstlight.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.fault.RequestException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTest {
  @ParameterizedTest
  @CsvSource({
    "POST, /, PREDICT",
    "POST, /predict, PREDICT",
    "POST, /invocations, PREDICT",
    "GET, /livez, LIVE",
    "HEAD, /livez, LIVE",
    "GET, /v2/health/live, LIVE",
    "GET, /readyz, READY",
    "GET, /ping, READY",
    "GET, /v2/health/ready, READY",
    "GET, /v2, SERVER_METADATA"
  })
  void of_pathWithoutAModel_isItsAction(String method, String path, Route.Action action) {
    assertEquals(new Route(action, Optional.empty(), Optional.empty()), Route.of(method, path));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /v2/models/m/infer, INFER, m,",
    "POST, /v2/models/m/versions/3/infer, INFER, m, 3",
    "GET, /v2/models/m, MODEL_METADATA, m,",
    "GET, /v2/models/m/versions/3, MODEL_METADATA, m, 3",
    "GET, /v2/models/m/ready, MODEL_READY, m,",
    "GET, /v2/models/m/versions/3/ready, MODEL_READY, m, 3",
    "POST, /v1/models/m:predict, PREDICT, m,",
    "POST, /v1/models/m/versions/3:predict, PREDICT, m, 3"
  })
  void of_pathWithAModel_namesIt(
      String method, String path, Route.Action action, String model, String version) {
    assertEquals(
        new Route(action, Optional.of(model), Optional.ofNullable(version)),
        Route.of(method, path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/v2/models/",
        "/v2/models//infer",
        "/v2/models/m/infer/",
        "/v2/models/m/versions/infer",
        "/v2/models/m/versions/3/4/infer",
        "/v2/models/m/other/3/infer",
        "/v1/models/m",
        "/v1/models/:predict",
        "/v1/models/m:classify",
        "//",
        "/predict/",
        "predict"
      })
  void of_unknownPath_is404(String path) {
    RequestException e = assertThrows(RequestException.class, () -> Route.of("POST", path));

    assertEquals(RequestException.Kind.NOT_FOUND, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("\"" + path + "\""), e.getMessage());
    assertEquals(Optional.empty(), Route.allowed(path));
  }

  @ParameterizedTest
  @CsvSource({"GET, /predict, POST", "POST, /livez, 'GET, HEAD'", "PUT, /v2/models/m/infer, POST"})
  void of_otherMethod_is405WithThoseThatAre(String method, String path, String allowed) {
    RequestException e = assertThrows(RequestException.class, () -> Route.of(method, path));

    assertEquals(RequestException.Kind.METHOD_NOT_ALLOWED, e.kind());
    assertTrue(String.valueOf(e.getMessage()).startsWith(method), e.getMessage());
    assertEquals(Optional.of(allowed), Route.allowed(path));
  }

  @Test
  void of_endlessPath_isShortenedInTheAnswer() {
    RequestException e =
        assertThrows(RequestException.class, () -> Route.of("POST", "/" + "x".repeat(100_000)));

    assertTrue(String.valueOf(e.getMessage()).length() < 500, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/models/my%20model/infer, my model,",
    "/v2/models/a%2Fb/versions/1%2e0/infer, a/b, 1.0",
    "/v2/models/%E5%85%89+1/infer, 光+1,",
    "/v2/models/infer%2finfer/infer, infer/infer,",
    "/v1/models/my%20model:predict, my model,",
    "/v1/models/m%3Apredict, m,",
    "/v1/models/m%3apredict, m,"
  })
  void of_escapesInNames_areDecoded(String path, String model, String version) {
    Route route = Route.of("POST", path);

    assertEquals(Optional.of(model), route.model());
    assertEquals(Optional.ofNullable(version), route.version());
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%2", "a%zz", "%+1", "%\u0662\u0660", "%ff", "%c3%28"})
  void of_escapeThatIsNone_is400(String name) {
    RequestException e =
        assertThrows(
            RequestException.class, () -> Route.of("POST", "/v2/models/" + name + "/infer"));

    assertEquals(RequestException.Kind.BAD_REQUEST, e.kind());
    assertTrue(String.valueOf(e.getMessage()).contains("\"" + name + "\""), e.getMessage());
  }
}
