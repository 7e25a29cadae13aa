package dev.firstlight.s3;

import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.StoreOptions;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.utils.SystemSetting;

/**
 * Where the service is.
 *
 * @param override its address, if it is not Amazon's own
 * @param region that requests are signed for
 */
record S3Endpoint(Optional<URI> override, String region) {
  /** The continents and countries whose regions, where named by directions, are in one domain. */
  private static final Set<String> COMMON =
      Set.of("us", "eu", "ap", "sa", "ca", "me", "af", "il", "mx");

  private static final Set<String> DIRECTIONS =
      Set.of(
          "north",
          "south",
          "east",
          "west",
          "central",
          "northeast",
          "southeast",
          "northwest",
          "southwest");

  private static final String ANYWHERE = "us-east-1"; // from where S3 says which one is right

  /** What the options say, else the environment as the SDK reads it. */
  static S3Endpoint of(StoreOptions options) {
    Optional<URI> override = options.endpoint();
    if (override.isEmpty()) {
      override = Setting.S3_ENDPOINT.address().or(Setting.ENDPOINT::address);
    }
    return new S3Endpoint(override, region(options.region(), override.isPresent()));
  }

  private static String region(Optional<String> configured, boolean overridden) {
    if (configured.isPresent()) {
      return configured.get();
    }
    Optional<String> set = SdkSystemSetting.AWS_REGION.getStringValue();
    if (set.isPresent() || overridden) {
      return set.orElse(ANYWHERE);
    }
    try {
      return new DefaultAwsRegionProviderChain().getRegion().id();
    } catch (SdkClientException e) {
      return ANYWHERE;
    }
  }

  S3Endpoint in(String other) {
    return new S3Endpoint(override, other);
  }

  /** The address of a file. */
  URI uri(BucketLocation location, String path) {
    String key = location.encodedObject(path, false);
    if (override.isPresent()) {
      String base = override.get().toString();
      return URI.create((base.endsWith("/") ? base : base + "/") + location.bucket() + "/" + key);
    }
    String host =
        (SdkSystemSetting.AWS_USE_FIPS_ENDPOINT.getBooleanValue().orElse(false) ? "s3-fips" : "s3")
            + (SdkSystemSetting.AWS_USE_DUALSTACK_ENDPOINT.getBooleanValue().orElse(false)
                ? ".dualstack."
                : ".")
            + region
            + "."
            + suffix(region);
    return URI.create(
        isHostLabel(location.bucket())
            ? "https://" + location.bucket() + "." + host + "/" + key
            : "https://" + host + "/" + location.bucket() + "/" + key);
  }

  /** The domain of a region's services. The SDK knows them all; for most it need not be asked. */
  static String suffix(String region) {
    int first = region.indexOf('-');
    int second = region.indexOf('-', first + 1);
    boolean common =
        first == 2
            && second > 0
            && COMMON.contains(region.substring(0, first))
            && DIRECTIONS.contains(region.substring(first + 1, second));
    return common ? "amazonaws.com" : PartitionMetadata.of(Region.of(region)).dnsSuffix();
  }

  /** Whether a bucket can be part of a host's name, under a certificate for one level. */
  private static boolean isHostLabel(String bucket) {
    return bucket.indexOf('.') < 0
        && bucket.indexOf('_') < 0
        && bucket.equals(bucket.toLowerCase(Locale.ROOT));
  }

  /** Variables that the SDK's clients read too. */
  private enum Setting implements SystemSetting {
    S3_ENDPOINT("AWS_ENDPOINT_URL_S3", "aws.endpointUrlS3"),
    ENDPOINT("AWS_ENDPOINT_URL", "aws.endpointUrl");

    private final String variable;
    private final String property;

    Setting(String variable, String property) {
      this.variable = variable;
      this.property = property;
    }

    Optional<URI> address() {
      return getStringValue().map(URI::create);
    }

    @Override
    public String property() {
      return property;
    }

    @Override
    public String environmentVariable() {
      return variable;
    }

    @Override
    public @Nullable String defaultValue() {
      return null;
    }
  }
}
