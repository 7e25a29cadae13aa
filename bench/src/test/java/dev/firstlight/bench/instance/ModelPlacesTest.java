package dev.firstlight.bench.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.bench.Thrown;
import dev.firstlight.bench.fault.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelPlacesTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AWS_PROFILE", "work",
          "AWS_LAMBDA_FUNCTION_NAME", "elsewhere",
          "GOOGLE_APPLICATION_CREDENTIALS", "/key.json",
          "FIRSTLIGHT_STORE_REGION", "eu-west-1",
          "FIRSTLIGHT_MODEL", "another",
          "SECRET", "x");

  @TempDir Path folder;

  @Test
  void stores_withBlanks_areTrimmed() {
    assertEquals(
        List.of("s3", "gs://bucket/a/b"), ModelPlaces.check(List.of(" s3", "gs://bucket/a/b ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"azure", "s3:", "ftp://host/path", "https://me:secret@host/p", "http://h/p?sig=1"})
  void store_thatIsUnknown_isRefusedWithWhatThereIs(String store) {
    String message = Thrown.message(BenchException.class, () -> ModelPlaces.check(List.of(store)));
    assertTrue(message.contains("file, image, http, s3, gcs"), message);
  }

  @Test
  void store_thatComesTwice_isRefused() {
    assertEquals(
        "store \"s3\" is named twice",
        Thrown.message(BenchException.class, () -> ModelPlaces.check(List.of("s3", "s3"))));
  }

  @Test
  void image_thatCanBeWritten_isRefused() {
    String message =
        Thrown.message(
            BenchException.class,
            () -> ModelPlaces.open(List.of("image"), folder, "abc", ENVIRONMENT));
    assertTrue(message.contains("nobody can write to") && message.contains("ro"), message);
  }

  @Test
  void image_outOfReach_isAskedForSealed() {
    Path jdk = Path.of(URI.create("jrt:/java.base")); // not even root can write there
    try (ModelPlaces places = ModelPlaces.open(List.of("image"), jdk, "abc", ENVIRONMENT)) {
      assertEquals(Map.of("FIRSTLIGHT_STORE_SEALED", "abc"), places.named("image").environment());
    }
  }

  @Test
  void httpServer_servesTheFolder_andEnds() throws IOException {
    Files.writeString(folder.resolve("model.json"), "{}");
    ModelPlace place;
    try (ModelPlaces places = ModelPlaces.open(List.of("http"), folder, "abc", ENVIRONMENT)) {
      place = places.named("http");
      assertTrue(place.fetched());
      assertEquals("abc", place.environment().get("FIRSTLIGHT_MODEL_DIGEST"));
      assertEquals(Optional.empty(), place.module());
      try (InputStream in = URI.create(place.model() + "/model.json").toURL().openStream()) {
        assertEquals("{}", new String(in.readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    assertTrue(
        Thrown.message(
                IOException.class, () -> URI.create(place.model()).toURL().openStream().close())
            .contains("refused"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http", "s3", "gcs"})
  void folderWhoseNameIsNoAddress_isServedAllTheSame(String store) throws IOException {
    Path odd = Files.createDirectories(folder.resolve("a model, 100 % \u00fc"));
    Files.writeString(odd.resolve("model.json"), "{}");
    try (ModelPlaces places = ModelPlaces.open(List.of(store), odd, "d", ENVIRONMENT)) {
      assertTrue(URI.create(places.named(store).model()).isAbsolute());
    }
  }

  @Test
  void servedStores_getTheirModuleAndTheirCredentialsOnly() {
    try (ModelPlaces places = ModelPlaces.open(List.of("s3", "gcs"), folder, "d", ENVIRONMENT)) {
      ModelPlace s3 = places.named("s3");
      assertEquals(Optional.of("core/s3"), s3.module());
      assertEquals("firstlight-local", s3.environment().get("AWS_ACCESS_KEY_ID"));
      assertFalse(s3.environment().containsKey("AWS_PROFILE"));
      assertEquals(Optional.of("core/gcs"), places.named("gcs").module());
    }
  }

  @Test
  void storeElsewhere_getsWhatReachesStoresAndNothingElse() {
    try (ModelPlaces places =
        ModelPlaces.open(List.of("s3://bucket/model"), folder, "d", ENVIRONMENT)) {
      ModelPlace place = places.named("s3://bucket/model");
      assertEquals("s3://bucket/model", place.model());
      assertEquals(
          Map.of(
              "AWS_PROFILE", "work",
              "GOOGLE_APPLICATION_CREDENTIALS", "/key.json",
              "FIRSTLIGHT_STORE_REGION", "eu-west-1",
              "FIRSTLIGHT_MODEL_DIGEST", "d"),
          place.environment());
    }
  }
}
