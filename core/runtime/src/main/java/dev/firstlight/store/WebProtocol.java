package dev.firstlight.store;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a store that is reached over HTTP adds to plain requests: addresses, credentials, versions,
 * and the meaning of its refusals. Safe for use by several threads.
 */
public interface WebProtocol {
  /**
   * The request for a file. Called for every attempt, so that signatures are fresh.
   *
   * @param path relative to the package
   * @param version that the file must have, as {@link #version} gave it; null for any
   * @param headers that the request must carry, as {@code Range}
   * @throws RefusedException if there can be no such request, for want of credentials
   */
  WebRequest request(String path, @Nullable String version, Map<String, String> headers)
      throws IOException;

  /** What tells this version of the file from another one, or null. */
  @Nullable String version(WebAnswer answer);

  /**
   * The request to make instead, at once, as after a redirect; null if there is none.
   *
   * @throws RefusedException if the answer leads where one must not go
   */
  @Nullable WebRequest instead(String path, WebRequest request, WebAnswer answer)
      throws IOException;

  /**
   * What an answer that brings no file means: {@link java.nio.file.NoSuchFileException}, {@link
   * RefusedException}, or another one for what is worth trying again.
   */
  IOException refusal(String path, WebAnswer answer);
}
