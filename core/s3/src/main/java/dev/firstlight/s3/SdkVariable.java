package dev.firstlight.s3;

import dev.firstlight.fault.StartException;
import java.util.Optional;

/**
 * A setting of the AWS SDK, read as the SDK reads it: the system property before the variable. The
 * SDK's own way of it loads a logging library and thirty classes more, in the cold start.
 */
enum SdkVariable {
  ACCESS_KEY_ID("aws.accessKeyId", "AWS_ACCESS_KEY_ID"),
  SECRET_ACCESS_KEY("aws.secretAccessKey", "AWS_SECRET_ACCESS_KEY"),
  SESSION_TOKEN("aws.sessionToken", "AWS_SESSION_TOKEN"),
  REGION("aws.region", "AWS_REGION"),
  S3_ENDPOINT("aws.endpointUrlS3", "AWS_ENDPOINT_URL_S3"),
  ENDPOINT("aws.endpointUrl", "AWS_ENDPOINT_URL"),
  FIPS("aws.useFipsEndpoint", "AWS_USE_FIPS_ENDPOINT"),
  DUALSTACK("aws.useDualstackEndpoint", "AWS_USE_DUALSTACK_ENDPOINT");

  private final String property;
  private final String variable;

  SdkVariable(String property, String variable) {
    this.property = property;
    this.variable = variable;
  }

  /** The setting of this process. */
  Optional<String> value() {
    String value = property();
    return Optional.ofNullable(value.isEmpty() ? System.getenv(variable) : value);
  }

  /** Of the system property alone; empty if it is not set. */
  String property() {
    return System.getProperty(property, "");
  }

  /** Of the variable alone; empty if it is not set. */
  String variable() {
    String value = System.getenv(variable);
    return value == null ? "" : value;
  }

  /**
   * Whether it is set to true.
   *
   * @throws StartException if it is neither that nor false
   */
  boolean isTrue() {
    String value = value().orElse("false").strip();
    if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
      throw new StartException(
          StartException.Kind.STORE, variable + " is \"" + value + "\"; write true or false");
    }
    return value.equalsIgnoreCase("true");
  }
}
