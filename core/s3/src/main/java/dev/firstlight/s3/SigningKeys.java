package dev.firstlight.s3;

import org.jspecify.annotations.Nullable;

/**
 * What requests are signed with.
 *
 * @param id of the access key
 * @param secret that belongs to it
 * @param token of a session, where the keys are temporary
 */
record SigningKeys(String id, String secret, @Nullable String token) {
  /** Without the secrets, so that none gets into a log. */
  @Override
  public String toString() {
    return "SigningKeys[" + id + "]";
  }
}
