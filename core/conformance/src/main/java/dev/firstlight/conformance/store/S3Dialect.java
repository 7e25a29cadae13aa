package dev.firstlight.conformance.store;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The requests of S3 that reading and writing model packages takes. */
final class S3Dialect implements StoreServer.Dialect {
  private static final String METADATA = "x-amz-meta-";
  private static final Pattern PART = Pattern.compile("<PartNumber>(\\d{1,5})</PartNumber>");

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  private record Upload(String key, Map<String, String> metadata, Map<Integer, Path> parts) {}

  @Override
  public void answer(HttpServerRequest request, StoreServer server) throws IOException {
    String key = URI.create(request.path()).getPath().substring(1);
    int slash = key.indexOf('/');
    String bucket = slash < 0 ? key : key.substring(0, slash);
    String problem = S3Signature.problem(request);
    if (!problem.isEmpty()) {
      refuse(request, problem.equals("AuthorizationHeaderMalformed") ? 400 : 403, problem);
    } else if (!server.shelf().hasBucket(bucket)) {
      refuse(request, 404, "NoSuchBucket");
    } else if (slash < 0 && request.params().contains("uploads")) {
      uploads(request, bucket);
    } else if (slash < 0) {
      refuse(request, 501, "NotImplemented");
    } else {
      answer(request, key, server);
    }
  }

  private void answer(HttpServerRequest request, String key, StoreServer server)
      throws IOException {
    String upload = request.getParam("uploadId");
    switch (request.method().name()) {
      case "GET" -> server.content(request, key, new Words());
      case "HEAD" -> head(request, key, server);
      case "PUT" -> {
        Future<Path> body = server.receive(request);
        server.then(
            request,
            body,
            file -> {
              Path content = content(request, file, server.shelf());
              if (upload == null) {
                put(request, key, content, metadata(request), server.shelf());
              } else {
                part(request, upload, content);
              }
            });
      }
      case "POST" -> {
        if (upload == null) {
          begin(request, key);
        } else {
          server.then(
              request,
              server.receive(request),
              file -> complete(request, upload, Files.readString(file), server.shelf()));
        }
      }
      case "DELETE" -> {
        if (upload != null) {
          uploads.remove(upload);
        } else {
          server.shelf().delete(key);
        }
        request.response().setStatusCode(204).end();
      }
      default -> refuse(request, 405, "MethodNotAllowed");
    }
  }

  private void uploads(HttpServerRequest request, String bucket) {
    String prefix = request.getParam("prefix");
    StringBuilder list = new StringBuilder("<ListMultipartUploadsResult>");
    uploads.forEach(
        (id, upload) -> {
          String key = upload.key().substring(bucket.length() + 1);
          if (upload.key().startsWith(bucket + "/")
              && key.startsWith(prefix == null ? "" : prefix)) {
            list.append("<Upload><Key>" + key + "</Key><UploadId>" + id + "</UploadId></Upload>");
          }
        });
    xml(request, list + "<IsTruncated>false</IsTruncated></ListMultipartUploadsResult>");
  }

  private static void head(HttpServerRequest request, String key, StoreServer server) {
    StoredObject object = server.shelf().find(key).orElse(null);
    if (object == null) {
      request.response().setStatusCode(404).end();
      return;
    }
    new Words().describe(request.response(), object);
    request.response().putHeader("Content-Length", Long.toString(object.bytes())).end();
  }

  private static Path content(HttpServerRequest request, Path body, ObjectShelf shelf)
      throws IOException {
    String hash = request.getHeader("x-amz-content-sha256");
    if (hash == null || !hash.startsWith("STREAMING-")) {
      return body;
    }
    Path content = shelf.newFile();
    S3Chunks.decode(body, content);
    Files.delete(body);
    return content;
  }

  private static Map<String, String> metadata(HttpServerRequest request) {
    Map<String, String> metadata = new HashMap<>();
    for (Map.Entry<String, String> header : request.headers()) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.startsWith(METADATA)) {
        metadata.put(name.substring(METADATA.length()), header.getValue());
      }
    }
    return metadata;
  }

  private static void put(
      HttpServerRequest request,
      String key,
      Path content,
      Map<String, String> metadata,
      ObjectShelf shelf)
      throws IOException {
    Optional<StoredObject> object = shelf.put(key, content, metadata, condition(request));
    if (object.isEmpty()) {
      refuse(request, 412, "PreconditionFailed");
    } else {
      request.response().putHeader("ETag", object.get().etag()).end();
    }
  }

  private static Predicate<Optional<StoredObject>> condition(HttpServerRequest request) {
    String absent = request.getHeader("If-None-Match");
    String match = request.getHeader("If-Match");
    return there ->
        (absent == null || there.isEmpty())
            && (match == null || there.map(StoredObject::etag).equals(Optional.of(match)));
  }

  private void begin(HttpServerRequest request, String key) {
    String id = UUID.randomUUID().toString();
    uploads.put(id, new Upload(key, metadata(request), new ConcurrentSkipListMap<>()));
    xml(
        request,
        "<InitiateMultipartUploadResult><UploadId>"
            + id
            + "</UploadId></InitiateMultipartUploadResult>");
  }

  private void part(HttpServerRequest request, String id, Path content) {
    Upload upload = uploads.get(id);
    if (upload == null) {
      refuse(request, 404, "NoSuchUpload");
      return;
    }
    upload.parts().put(Integer.valueOf(request.getParam("partNumber")), content);
    request.response().putHeader("ETag", "\"" + content.getFileName() + "\"").end();
  }

  private void complete(HttpServerRequest request, String id, String list, ObjectShelf shelf)
      throws IOException {
    Upload upload = uploads.remove(id);
    if (upload == null) {
      refuse(request, 404, "NoSuchUpload");
      return;
    }
    List<Path> parts = new ArrayList<>();
    Matcher matcher = PART.matcher(list);
    while (matcher.find()) {
      Path part = upload.parts().get(Integer.valueOf(matcher.group(1)));
      if (part == null) {
        refuse(request, 400, "InvalidPart");
        return;
      }
      parts.add(part);
    }
    Optional<StoredObject> object =
        shelf.put(upload.key(), shelf.join(parts), upload.metadata(), condition(request));
    if (object.isEmpty()) {
      refuse(request, 412, "PreconditionFailed");
    } else {
      xml(
          request,
          "<CompleteMultipartUploadResult><ETag>"
              + object.get().etag()
              + "</ETag></CompleteMultipartUploadResult>");
    }
  }

  private static void xml(HttpServerRequest request, String document) {
    request
        .response()
        .putHeader("Content-Type", "application/xml")
        .end("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document);
  }

  private static void refuse(HttpServerRequest request, int status, String code) {
    request.response().setStatusCode(status);
    if (request.method().name().equals("HEAD")) {
      request.response().end();
    } else {
      xml(
          request,
          "<Error><Code>"
              + code
              + "</Code><Message>refused by the local store</Message>"
              + "<RequestId>0</RequestId></Error>");
    }
  }

  private static final class Words implements StoreServer.Words {
    @Override
    public void describe(HttpServerResponse response, StoredObject object) {
      response.putHeader("ETag", object.etag());
      object.metadata().forEach((name, value) -> response.putHeader(METADATA + name, value));
    }

    @Override
    public void refuse(HttpServerRequest request, int status) {
      String code =
          switch (status) {
            case 403 -> "AccessDenied";
            case 404 -> "NoSuchKey";
            case 412 -> "PreconditionFailed";
            case 416 -> "InvalidRange";
            case 503 -> "SlowDown";
            default -> "InternalError";
          };
      S3Dialect.refuse(request, status, code);
    }
  }
}
