package dev.firstlight.s3;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The SDK's chain: properties and variables (Lambda), web identity (EKS), profiles, containers
 * (ECS, EKS pod identity), instance metadata. Where it finds none, requests go without. Safe for
 * use by several threads.
 */
final class S3Credentials {
  private final AwsCredentialsProvider provider;
  private volatile @Nullable String absence;

  private S3Credentials(AwsCredentialsProvider provider, @Nullable String absence) {
    this.provider = provider;
    this.absence = absence;
  }

  static S3Credentials of(boolean anonymous) {
    if (anonymous) {
      return new S3Credentials(
          AnonymousCredentialsProvider.create(), "FIRSTLIGHT_STORE_ANONYMOUS is set");
    }
    // What the chain would find second, without the profiles that it looks into first of all.
    boolean variables =
        SdkSystemSetting.AWS_ACCESS_KEY_ID.getStringValue().isPresent()
            && SdkSystemSetting.AWS_SECRET_ACCESS_KEY.getStringValue().isPresent();
    return new S3Credentials(
        variables
            ? AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create())
            : DefaultCredentialsProvider.builder().build(),
        null);
  }

  /** The keys of now; null for requests without. */
  @Nullable SigningKeys find() {
    if (absence != null) {
      return null;
    }
    try {
      AwsCredentials found = provider.resolveCredentials();
      return new SigningKeys(
          found.accessKeyId(),
          found.secretAccessKey(),
          found instanceof AwsSessionCredentials session ? session.sessionToken() : null);
    } catch (SdkClientException e) {
      absence = "no AWS credentials were found: " + reasons(String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** What each provider says, without the list of their settings before it. */
  private static String reasons(String message) {
    int begin = message.indexOf(") : [");
    return begin < 0 ? message : message.substring(begin + ") : ".length());
  }

  /** For the SDK's own client. */
  AwsCredentialsProvider provider() {
    return find() == null ? AnonymousCredentialsProvider.create() : provider;
  }

  /** Why requests go without credentials; null if they do not. */
  @Nullable String absence() {
    return absence;
  }
}
