package dev.firstlight.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The SDK's chain: properties and variables (Lambda), web identity (EKS), profiles, containers
 * (ECS, EKS pod identity), instance metadata. Where it finds none, requests go without. The first
 * two are read here as the SDK reads them, so that where they are set, nothing of the SDK is
 * initialised. Safe for use by several threads.
 */
final class S3Credentials {
  private final @Nullable SigningKeys set;
  private final Object lock = new Object();
  private @Nullable AwsCredentialsProvider chain; // made when it is needed
  private volatile @Nullable String absence;

  private S3Credentials(@Nullable SigningKeys set, @Nullable String absence) {
    this.set = set;
    this.absence = absence;
  }

  static S3Credentials of(boolean anonymous) {
    return anonymous
        ? new S3Credentials(null, "FIRSTLIGHT_STORE_ANONYMOUS is set")
        : new S3Credentials(set(), null);
  }

  /**
   * What the chain would find first: the properties, else the variables; null if neither is set.
   */
  private static @Nullable SigningKeys set() {
    SigningKeys properties =
        keys(
            SdkVariable.ACCESS_KEY_ID.property(),
            SdkVariable.SECRET_ACCESS_KEY.property(),
            SdkVariable.SESSION_TOKEN.property());
    return properties != null
        ? properties
        : keys(
            SdkVariable.ACCESS_KEY_ID.variable(),
            SdkVariable.SECRET_ACCESS_KEY.variable(),
            SdkVariable.SESSION_TOKEN.variable());
  }

  private static @Nullable SigningKeys keys(String id, String secret, String token) {
    return id.isBlank() || secret.isBlank()
        ? null
        : new SigningKeys(id.strip(), secret.strip(), token.isBlank() ? null : token.strip());
  }

  /** The keys of now; null for requests without. */
  @Nullable SigningKeys find() {
    if (absence != null) {
      return null;
    }
    if (set != null) {
      return set;
    }
    try {
      AwsCredentials found = chain().resolveCredentials();
      return new SigningKeys(
          found.accessKeyId(),
          found.secretAccessKey(),
          found instanceof AwsSessionCredentials session ? session.sessionToken() : null);
    } catch (SdkClientException e) {
      absence = "no AWS credentials were found: " + reasons(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private AwsCredentialsProvider chain() {
    synchronized (lock) {
      if (chain == null) {
        chain = DefaultCredentialsProvider.builder().build();
      }
      return chain;
    }
  }

  /** What each provider says, without the list of their settings before it. */
  private static String reasons(String message) {
    int begin = message.indexOf(") : [");
    return begin < 0 ? message : message.substring(begin + ") : ".length());
  }

  /** For the SDK's own client. */
  AwsCredentialsProvider provider() {
    if (find() == null) {
      return AnonymousCredentialsProvider.create();
    }
    return set == null ? chain() : StaticCredentialsProvider.create(ofSdk(set));
  }

  private static AwsCredentials ofSdk(SigningKeys keys) {
    return keys.token() == null
        ? AwsBasicCredentials.create(keys.id(), keys.secret())
        : AwsSessionCredentials.create(keys.id(), keys.secret(), keys.token());
  }

  /** Why requests go without credentials; null if they do not. */
  @Nullable String absence() {
    return absence;
  }
}
