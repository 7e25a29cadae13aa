package dev.firstlight.s3;

import dev.firstlight.fault.StartException;
import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.ModelSource;
import dev.firstlight.store.ModelStore;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebSource;
import java.net.URI;
import java.util.Set;

/**
 * Packages in a bucket of Amazon S3, or of a server that speaks its protocol: {@code
 * s3://bucket/prefix}. Credentials and region come from where the AWS SDK looks for them. Without
 * credentials requests go unsigned, as public buckets allow; nobody is asked to pay for requests.
 */
public final class S3Store implements ModelStore {
  private static final int LONGEST_BUCKET = 255; // as the oldest ones may be

  /** Reads {@code s3://bucket/prefix}. */
  static BucketLocation location(URI uri) {
    BucketLocation location = BucketLocation.of(uri, LONGEST_BUCKET);
    if (location.bucket().endsWith("--x-s3")) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + location.bucket()
              + "\" is a directory bucket, which is not supported; use a general-purpose"
              + " bucket");
    }
    return location;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("s3");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    return new WebSource(S3Protocol.of(location(uri), options), options);
  }

  @Override
  public PackageTarget target(URI uri, StoreOptions options) {
    return S3Target.of(location(uri), options);
  }
}
