package dev.firstlight.inference;

/** A header of a response. */
public record Header(String name, String value) {
  /** UUID of the instance that answered. */
  public static final String INSTANCE = "Firstlight-Instance";

  /** Whether the request met a cold start: the instance's first, or one that waited for it. */
  public static final String COLD = "Firstlight-Cold";

  /** The {@code firstlight.coldstart/1} record, on the first response only. */
  public static final String COLD_START = "Firstlight-Cold-Start";

  /** The W3C header that carries the stages' durations in milliseconds. */
  public static final String SERVER_TIMING = "Server-Timing";

  /** The length of the JSON in front of binary tensors. */
  public static final String JSON_LENGTH = "Inference-Header-Content-Length";

  /** What a client sends to bound its wait, in milliseconds from when the request arrived. */
  public static final String TIMEOUT = "Firstlight-Timeout";

  public static final String CONTENT_TYPE = "Content-Type";

  public static final String CONTENT_ENCODING = "Content-Encoding";

  public static final String RETRY_AFTER = "Retry-After";

  public static final String ALLOW = "Allow";
}
