package dev.firstlight.s3;

import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.StoreOptions;
import dev.firstlight.store.WebAnswer;
import dev.firstlight.store.WebProtocol;
import dev.firstlight.store.WebRequest;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;

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
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private volatile S3Endpoint endpoint;

  private S3Protocol(BucketLocation location, S3Credentials credentials, S3Endpoint endpoint) {
    this.location = location;
    this.credentials = credentials;
    this.endpoint = endpoint;
  }

  static S3Protocol of(BucketLocation location, StoreOptions options) {
    return new S3Protocol(location, S3Credentials.of(options.anonymous()), S3Endpoint.of(options));
  }

  @Override
  public WebRequest request(String path, @Nullable String version, Map<String, String> headers) {
    Map<String, String> all = new HashMap<>(headers);
    if (version != null) {
      all.put(IF_MATCH, version);
    }
    S3Endpoint here = endpoint;
    URI uri = here.uri(location, path);
    AwsCredentials identity = credentials.find();
    return identity == null
        ? new WebRequest(uri, all)
        : new WebRequest(uri, signed(uri, all, identity, here.region()));
  }

  private Map<String, String> signed(
      URI uri, Map<String, String> headers, AwsCredentials identity, String region) {
    SdkHttpRequest.Builder request = SdkHttpRequest.builder().method(SdkHttpMethod.GET).uri(uri);
    headers.forEach(request::putHeader);
    Map<String, List<String>> signed =
        signer
            .sign(
                SignRequest.builder(identity)
                    .request(request.build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                    .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                    .build())
            .request()
            .headers();
    Map<String, String> all = new HashMap<>();
    for (Map.Entry<String, List<String>> header : signed.entrySet()) {
      if (!header.getKey().equalsIgnoreCase("Host")) { // which the connection sets, and alike
        all.put(header.getKey(), String.join(",", header.getValue()));
      }
    }
    return all;
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
