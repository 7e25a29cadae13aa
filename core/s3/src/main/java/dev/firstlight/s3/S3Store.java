package dev.firstlight.s3;

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
  @Override
  public Set<String> schemes() {
    return Set.of("s3");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    return new WebSource(S3Protocol.of(S3Location.of(uri), options), options);
  }

  @Override
  public PackageTarget target(URI uri, StoreOptions options) {
    return S3Target.of(S3Location.of(uri), options);
  }
}
