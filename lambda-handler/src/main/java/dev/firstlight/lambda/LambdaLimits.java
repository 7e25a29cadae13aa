package dev.firstlight.lambda;

/**
 * What Lambda and its front ends let through.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html">Lambda
 *     quotas</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 *     functions as targets</a>
 */
final class LambdaLimits {
  /** Bytes of an event. */
  static final int EVENT_BYTES = 6 << 20;

  /** Bytes of what a function returns; the number in Lambda's own error message. */
  static final int RESPONSE_BYTES = 6_291_556;

  /** Bytes of what a function returns to an Application Load Balancer. */
  static final int LOAD_BALANCER_BYTES = 1 << 20;

  /** Megabytes of memory that are worth one CPU. */
  static final double MEGABYTES_PER_CPU = 1769;

  private LambdaLimits() {}
}
