package dev.firstlight.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.StoreSettings;
import dev.firstlight.config.Settings;
import dev.firstlight.conformance.StoreConformance;
import dev.firstlight.conformance.store.LocalS3;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.fault.StartException;
import dev.firstlight.store.ModelSource;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.RefusedException;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebAnswer;
import dev.firstlight.store.WebProtocol;
import dev.firstlight.store.WebRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Over the protocol of S3, with signatures that the server checks. */
class S3StoreIT extends StoreConformance {
  @Override
  protected ModelStore store() {
    return new S3Store();
  }

  @Override
  protected LocalStore startServer() throws IOException {
    return LocalS3.start();
  }

  @Override
  protected StoreOptions options(LocalStore reached) {
    return super.options(reached).withRegion(LocalS3.REGION);
  }

  @Test
  void request_withoutCredentials_isRefusedAndSaysSo() throws IOException {
    try (LocalStore server = LocalS3.start();
        ModelSource source =
            new S3Store().open(URI.create("s3://models/tiny"), anonymous(server))) {
      server.bucket("models");
      RefusedException e =
          assertThrows(RefusedException.class, () -> source.read("model.json", 0, 100));
      assertTrue(
          String.valueOf(e.getMessage()).contains("went without credentials"), e::getMessage);
    }
  }

  @Test
  void request_signedForAnotherRegion_isRefused() throws IOException {
    try (LocalStore server = LocalS3.start();
        ModelSource source =
            new S3Store()
                .open(URI.create("s3://models/tiny"), options(server).withRegion("us-east-1"))) {
      RefusedException e =
          assertThrows(RefusedException.class, () -> source.read("model.json", 0, 100));
      assertTrue(
          String.valueOf(e.getMessage()).contains("AuthorizationHeaderMalformed"), e::getMessage);
    }
  }

  private static StoreOptions anonymous(LocalStore server) {
    Map<String, String> variables = new HashMap<>(server.environment());
    variables.put("FIRSTLIGHT_STORE_ANONYMOUS", "true");
    variables.keySet().removeIf(name -> !name.startsWith("FIRSTLIGHT_"));
    return StoreSettings.read(Settings.load(variables, Map.of()));
  }

  @Test
  void bucketInAnotherRegion_saidInTheError_isAskedForThere() {
    WebProtocol protocol = protocol();
    WebAnswer answer =
        answer(400, null, "<Error><Code>X</Code><Region>ap-south-1</Region></Error>");
    WebRequest instead = instead(protocol, answer);
    assertEquals("models.s3.ap-south-1.amazonaws.com", instead.uri().getHost());
    assertTrue(
        String.valueOf(instead.headers().get("Authorization")).contains("/ap-south-1/s3/"),
        instead.headers()::toString);
  }

  @Test
  void redirect_toAnotherHost_isNotFollowed() throws IOException {
    WebAnswer answer = answer(307, "https://elsewhere.example.com/model.json", "");
    WebProtocol protocol = protocol();
    assertNull(protocol.instead("model.json", request(protocol), answer));
    assertFalse(protocol.refusal("model.json", answer) instanceof RefusedException);
  }

  private static WebProtocol protocol() {
    return S3Protocol.of(
        S3Store.location(URI.create("s3://models/tiny")),
        StoreOptions.DEFAULT.withRegion("eu-west-1"));
  }

  private static WebRequest request(WebProtocol protocol) {
    try {
      return protocol.request("model.json", null, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WebRequest instead(WebProtocol protocol, WebAnswer answer) {
    try {
      return Objects.requireNonNull(
          protocol.instead("model.json", request(protocol), answer), "no other request");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static WebAnswer answer(int status, @Nullable String place, String body) {
    return new WebAnswer(
        URI.create("https://models.s3.eu-west-1.amazonaws.com/tiny/model.json"),
        status,
        name -> name.equals("Location") ? place : null,
        body);
  }

  @Test
  void address_thatIsAnArn_isRefusedWithWhatToWrite() {
    StartException e =
        assertThrows(
            StartException.class,
            () -> S3Store.location(URI.create("s3://arn:aws:s3:eu-west-1:1:accesspoint/a/b")));
    assertTrue(e.getMessage().contains("s3alias"), e::getMessage);
  }
}
