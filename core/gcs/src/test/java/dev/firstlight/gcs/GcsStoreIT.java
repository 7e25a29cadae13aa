package dev.firstlight.gcs;

import dev.firstlight.conformance.StoreConformance;
import dev.firstlight.conformance.store.LocalGcs;
import dev.firstlight.conformance.store.LocalStore;
import dev.firstlight.store.ModelStore;
import java.io.IOException;

/** Over the JSON API of Cloud Storage. */
class GcsStoreIT extends StoreConformance {
  @Override
  protected ModelStore store() {
    return new GcsStore();
  }

  @Override
  protected LocalStore startServer() throws IOException {
    return LocalGcs.start();
  }
}
