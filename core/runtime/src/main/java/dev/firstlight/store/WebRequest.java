package dev.firstlight.store;

import java.net.URI;
import java.util.Map;

/**
 * A GET request.
 *
 * @param uri what is asked for
 * @param headers of the request, each once
 */
public record WebRequest(URI uri, Map<String, String> headers) {
  public WebRequest {
    headers = Map.copyOf(headers);
  }
}
