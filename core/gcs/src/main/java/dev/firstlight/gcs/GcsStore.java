package dev.firstlight.gcs;

import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.ModelSource;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebSource;
import java.net.URI;
import java.util.Set;

/**
 * Packages in a bucket of Google Cloud Storage, or of a server that speaks its JSON API: {@code
 * gs://bucket/prefix}. Application default credentials; without them requests go unsigned, as
 * public buckets allow, and so they do to an endpoint that is not encrypted. Nobody is asked to pay
 * for requests.
 */
public final class GcsStore implements ModelStore {
  private static final int LONGEST_BUCKET = 222; // one with dots

  @Override
  public Set<String> schemes() {
    return Set.of("gs");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    return new WebSource(GcsProtocol.of(BucketLocation.of(uri, LONGEST_BUCKET), options), options);
  }

  @Override
  public PackageTarget target(URI uri, StoreOptions options) {
    return GcsTarget.of(BucketLocation.of(uri, LONGEST_BUCKET), options);
  }
}
