package dev.firstlight.s3;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.firstlight.conformance.StoreConformance;
import dev.firstlight.conformance.store.LocalS3;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.store.ModelSource;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.RefusedException;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.net.URI;
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
            new S3Store()
                .open(URI.create("s3://models/tiny"), options(server).withAnonymous(true))) {
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
}
