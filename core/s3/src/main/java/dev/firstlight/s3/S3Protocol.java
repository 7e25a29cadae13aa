package dev.firstlight.s3;

import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebAnswer;
import dev.firstlight.store.WebProtocol;
import dev.firstlight.store.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signed requests for a package's files, in the region where its bucket turns out to be. A file's
 * version is its ETag.
 */
final class S3Protocol implements WebProtocol {
  private static final String RANGE = "Range";
  private static final String IF_MATCH = "If-Match";
  private static final String BUCKET_REGION = "x-amz-bucket-region";

  private final BucketLocation location;
  private final S3Credentials credentials;
  private final RequestSigner signer = new RequestSigner(S3Protocol::epochSeconds);
  private volatile S3Endpoint endpoint;

  private S3Protocol(BucketLocation location, S3Credentials credentials, S3Endpoint endpoint) {
    this.location = location;
    this.credentials = credentials;
    this.endpoint = endpoint;
  }

  static S3Protocol of(BucketLocation location, StoreOptions options) {
    return new S3Protocol(location, S3Credentials.of(options.anonymous()), S3Endpoint.of(options));
  }

  private static long epochSeconds() {
    return System.currentTimeMillis() / 1000;
  }

  @Override
  public WebRequest request(String path, @Nullable String version, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    if (version != null) {
      all.put(IF_MATCH, version);
    }
    S3Endpoint here = endpoint;
    URI uri = here.uri(location, path);
    SigningKeys keys = credentials.find();
    return keys == null
        ? new WebRequest(uri, all)
        : new WebRequest(uri, signer.sign(uri, all, keys, here.region()));
  }

  @Override
  public @Nullable String version(WebAnswer answer) {
    String etag = answer.header("ETag");
    return etag == null || etag.startsWith("W/") ? null : etag; // weak ones match nothing
  }

  /**
   * S3 tells a request for another region's bucket where the bucket is, by a header or, where it
   * does not know the signature, in the error. Where it says only {@code Location}, which is for
   * buckets that are minutes old, another attempt will do; no signature goes to an unknown host.
   */
  @Override
  public @Nullable WebRequest instead(String path, WebRequest request, WebAnswer answer) {
    String region = answer.header(BUCKET_REGION);
    if (region == null) {
      region = S3Refusal.element(answer.body(), "Region");
    }
    if (answer.status() < 300
        || !StoreOptions.isRegion(region)
        || endpoint.override().isPresent()
        || region.equals(endpoint.region())) {
      return null;
    }
    endpoint = endpoint.in(region);
    Map<String, String> headers = new HashMap<>();
    String range = request.headers().get(RANGE);
    if (range != null) {
      headers.put(RANGE, range);
    }
    return request(path, request.headers().get(IF_MATCH), headers);
  }

  @Override
  public IOException refusal(String path, WebAnswer answer) {
    return S3Refusal.of(
        location.address(path),
        answer.status(),
        S3Refusal.element(answer.body(), "Code"),
        S3Refusal.element(answer.body(), "Message"),
        "s3:GetObject",
        credentials.absence());
  }
}
