package dev.firstlight.store;

import dev.firstlight.fault.StartException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Packages behind a web server: {@code https://models.example.com/mobilenet}. */
public final class HttpStore implements ModelStore {
  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public ModelSource open(URI uri, StoreOptions options) {
    if (uri.getHost() == null || uri.getUserInfo() != null || uri.getQuery() != null) {
      throw new StartException(
          StartException.Kind.STORE,
          "\""
              + Redacted.uri(uri)
              + "\" cannot be a model's address; write"
              + " https://host/path/to/package, without user, password or query");
    }
    String text = uri.toString();
    return new WebSource(new Plain(URI.create(text.endsWith("/") ? text : text + "/")), options);
  }

  /**
   * Files under an address. Validators are not held against each other: servers behind one name may
   * give the same file different ones, and the digest tells a changed file for certain.
   */
  private record Plain(URI base) implements WebProtocol {
    @Override
    public WebRequest request(String path, @Nullable String version, Map<String, String> headers) {
      return new WebRequest(base.resolve(path), headers);
    }

    @Override
    public @Nullable String version(WebAnswer answer) {
      return null;
    }

    @Override
    public @Nullable WebRequest instead(String path, WebRequest request, WebAnswer answer)
        throws IOException {
      String location = answer.header("Location");
      return answer.status() / 100 == 3 && location != null
          ? new WebRequest(redirected(request.uri(), location), request.headers())
          : null;
    }

    @Override
    public IOException refusal(String path, WebAnswer answer) {
      int status = answer.status();
      if (status == HttpURLConnection.HTTP_NOT_FOUND || status == HttpURLConnection.HTTP_GONE) {
        return new NoSuchFileException(
            Redacted.uri(answer.uri()), null, "the server answered " + status);
      }
      return answer.worthTryingAgain()
          ? new IOException(answer.told())
          : new RefusedException(answer.told());
    }

    private static URI redirected(URI from, String location) throws IOException {
      URI to;
      try {
        to = from.resolve(location);
      } catch (IllegalArgumentException e) {
        throw new RefusedException(Redacted.uri(from) + " redirects to no URI");
      }
      String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
      boolean downgraded = "https".equalsIgnoreCase(from.getScheme()) && !scheme.equals("https");
      if (downgraded || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new RefusedException(
            Redacted.uri(from) + " redirects to " + Redacted.uri(to) + ", which is not followed");
      }
      return to;
    }
  }
}
