package dev.firstlight.s3;

import dev.firstlight.model.PackageFile;
import dev.firstlight.store.BucketLocation;
import dev.firstlight.store.PackageTarget;
import dev.firstlight.store.PushProgress;
import dev.firstlight.store.Redacted;
import dev.firstlight.store.StoreOptions;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Writes a package with the SDK's client. Objects carry the digest that they were written with as
 * metadata. Puts are conditional; a server that does not look at conditions takes them all.
 */
final class S3Target implements PackageTarget {
  static final String SHA256 = "sha256";

  private final S3Client client;
  private final BucketLocation location;
  private final S3Upload upload;
  private final S3Credentials credentials;
  private final String via; // where the service is, if that was said; for messages

  private S3Target(
      S3Client client,
      BucketLocation location,
      S3Upload upload,
      S3Credentials credentials,
      String via) {
    this.client = client;
    this.location = location;
    this.upload = upload;
    this.credentials = credentials;
    this.via = via;
  }

  static S3Target of(BucketLocation location, StoreOptions options) {
    S3Endpoint endpoint = S3Endpoint.of(options);
    S3Credentials credentials = S3Credentials.of(options.anonymous());
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(endpoint.region()))
            .credentialsProvider(credentials.provider())
            .httpClient(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(options.connectTimeout())
                    .socketTimeout(options.stallTimeout())
                    .build())
            // Checksums beyond what a request needs are unknown to many servers of the protocol.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .overrideConfiguration(
                changes ->
                    changes.retryStrategy(retries -> retries.maxAttempts(options.attempts())));
    if (endpoint.override().isPresent()) {
      builder.endpointOverride(endpoint.override().get()).forcePathStyle(true);
    } else {
      builder.crossRegionAccessEnabled(true);
    }
    S3Client client = builder.build();
    return new S3Target(
        client,
        location,
        new S3Upload(client, options),
        credentials,
        endpoint.override().map(address -> " at " + Redacted.uri(address)).orElse(""));
  }

  @Override
  public Optional<Stored> find(String path) throws IOException {
    try {
      HeadObjectResponse head =
          client.headObject(
              request -> request.bucket(location.bucket()).key(location.object(path)));
      return Optional.of(
          new Stored(head.contentLength(), Optional.ofNullable(head.metadata().get(SHA256))));
    } catch (AwsServiceException e) {
      if (e.statusCode() == 404) {
        return Optional.empty();
      }
      throw refused(path, "s3:GetObject", e);
    } catch (SdkException e) {
      throw failed(path, e);
    }
  }

  @Override
  public Optional<Content> read(String path, int most) throws IOException {
    try (var stream =
        client.getObject(request -> request.bucket(location.bucket()).key(location.object(path)))) {
      byte[] bytes = ((InputStream) stream).readNBytes(most);
      if (stream.read() >= 0) {
        stream.abort();
        throw new IOException(location.address(path) + " has more than " + most + " bytes");
      }
      return Optional.of(new Content(bytes, stream.response().eTag()));
    } catch (AwsServiceException e) {
      if (e.statusCode() == 404 && !code(e).equals("NoSuchBucket")) {
        return Optional.empty();
      }
      throw refused(path, "s3:GetObject", e);
    } catch (SdkException e) {
      throw failed(path, e);
    }
  }

  @Override
  public void write(PackageFile file, Path from, PushProgress progress) throws IOException {
    try {
      upload.write(location.bucket(), location.object(file.path()), file, from, progress);
    } catch (AwsServiceException e) {
      throw refused(file.path(), "s3:PutObject", e);
    } catch (SdkException e) {
      throw failed(file.path(), e);
    }
  }

  @Override
  public void put(String path, byte[] bytes, Optional<String> replaces) throws IOException {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(location.bucket())
            .key(location.object(path))
            .contentType("application/json")
            .metadata(Map.of());
    if (replaces.isPresent()) {
      request.ifMatch(replaces.get());
    } else {
      request.ifNoneMatch("*");
    }
    try {
      client.putObject(request.build(), RequestBody.fromBytes(bytes));
    } catch (AwsServiceException e) {
      if (e.statusCode() == 412 || e.statusCode() == 409) {
        throw new ConflictException(
            location.address(path) + " was written by somebody else meanwhile");
      }
      throw refused(path, "s3:PutObject", e);
    } catch (SdkException e) {
      throw failed(path, e);
    }
  }

  @Override
  public void delete(String path) throws IOException {
    try {
      client.deleteObject(request -> request.bucket(location.bucket()).key(location.object(path)));
    } catch (AwsServiceException e) {
      throw refused(path, "s3:DeleteObject", e);
    } catch (SdkException e) {
      throw failed(path, e);
    }
  }

  private IOException refused(String path, String action, AwsServiceException e) {
    return S3Refusal.of(
        location.address(path), e.statusCode(), code(e), message(e), action, credentials.absence());
  }

  /** The SDK hides which host there is not. */
  private IOException failed(String path, SdkException e) {
    String reason = e.getMessage();
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        reason = "there is no host \"" + cause.getMessage() + "\"";
      } else if (cause instanceof IOException) {
        reason = cause.getMessage();
      }
    }
    return new IOException(location.address(path) + via + ": " + reason, e);
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null ? "" : text(e.awsErrorDetails().errorCode());
  }

  private static String message(AwsServiceException e) {
    return e.awsErrorDetails() == null ? "" : text(e.awsErrorDetails().errorMessage());
  }

  private static String text(@Nullable String text) {
    return text == null ? "" : text;
  }

  @Override
  public void removeLeftovers() throws IOException {
    try {
      upload.abortAll(location.bucket(), location.prefix());
    } catch (AwsServiceException e) {
      // Not allowed, or not known to this server: a lifecycle rule of the bucket removes them.
    } catch (SdkException e) {
      throw failed("", e);
    }
  }

  @Override
  public void close() {
    upload.close();
    client.close();
  }
}
