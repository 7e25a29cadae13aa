package dev.firstlight.conformance.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The requests of the JSON API that reading and writing model packages takes. */
final class GcsDialect implements StoreServer.Dialect {
  private static final Pattern OBJECT =
      Pattern.compile("(?:/download)?/storage/v1/b/([^/]+)/o/([^/]+)");
  private static final Pattern UPLOAD =
      Pattern.compile("(?:/resumable)?/upload/storage/v1/b/([^/]+)/o");
  private static final Pattern SENT = Pattern.compile("bytes (\\*|(\\d+)-(\\d+))/(\\*|\\d+)");
  private static final JsonFactory JSON = new JsonFactory();

  private final Map<String, Upload> uploads = new ConcurrentHashMap<>();

  /** A resumable upload: where it goes, and what has come so far. */
  private record Upload(
      String key,
      Map<String, String> metadata,
      Predicate<Optional<StoredObject>> condition,
      Path content) {}

  @Override
  public void answer(HttpServerRequest request, StoreServer server) throws IOException {
    Matcher object = OBJECT.matcher(request.path());
    Matcher upload = UPLOAD.matcher(request.path());
    boolean known = object.matches() || upload.matches();
    String bucket = !known ? "" : decoded(object.matches() ? object.group(1) : upload.group(1));
    if (!known) {
      refuse(request, 404, "no such method");
    } else if (!server.shelf().hasBucket(bucket)) {
      refuse(request, 404, "The specified bucket does not exist.");
    } else if (object.matches()) {
      object(request, bucket + "/" + decoded(object.group(2)), server);
    } else {
      upload(request, bucket, server);
    }
  }

  private static String decoded(String segment) {
    return URI.create("/" + segment).getPath().substring(1);
  }

  private static void object(HttpServerRequest request, String key, StoreServer server)
      throws IOException {
    StoredObject there = server.shelf().find(key).orElse(null);
    if (request.method().name().equals("DELETE")) {
      boolean deleted = server.shelf().delete(key);
      request.response().setStatusCode(deleted ? 204 : 404).end();
    } else if ("media".equals(request.getParam("alt"))) {
      String match = request.getParam("ifGenerationMatch");
      if (there != null && match != null && !condition(match).test(Optional.of(there))) {
        refuse(request, 412, "conditionNotMet");
      } else {
        server.content(request, key, new Words());
      }
    } else if (there == null) {
      refuse(request, 404, "No such object: " + key);
    } else {
      json(request, described(key, there));
    }
  }

  private void upload(HttpServerRequest request, String bucket, StoreServer server) {
    String id = request.getParam("upload_id");
    server.then(
        request,
        server.receive(request),
        body -> {
          if (id != null) {
            resume(request, id, body, server.shelf());
          } else if ("resumable".equals(request.getParam("uploadType"))) {
            begin(request, bucket, Files.readString(body), server);
          } else if ("multipart".equals(request.getParam("uploadType"))) {
            GcsMultipart parts = GcsMultipart.read(request.getHeader("Content-Type"), body);
            Path content = server.shelf().newFile();
            Files.write(content, parts.content());
            Metadata metadata = Metadata.read(parts.metadata());
            finish(
                request,
                new Upload(
                    bucket + "/" + name(request, metadata),
                    metadata.custom(),
                    condition(request.getParam("ifGenerationMatch")),
                    content),
                server.shelf());
          } else {
            refuse(request, 400, "uploadType");
          }
        });
  }

  private void begin(HttpServerRequest request, String bucket, String body, StoreServer server)
      throws IOException {
    String id = UUID.randomUUID().toString();
    Metadata metadata = Metadata.read(body);
    uploads.put(
        id,
        new Upload(
            bucket + "/" + name(request, metadata),
            metadata.custom(),
            condition(request.getParam("ifGenerationMatch")),
            Files.createFile(server.shelf().newFile())));
    request
        .response()
        .putHeader(
            "Location",
            server.endpoint() + request.path() + "?uploadType=resumable&upload_id=" + id)
        .end();
  }

  private void resume(HttpServerRequest request, String id, Path body, ObjectShelf shelf)
      throws IOException {
    Upload upload = uploads.get(id);
    if (upload == null) {
      refuse(request, 404, "no such upload");
      return;
    }
    String sent = request.getHeader("Content-Range");
    Matcher range = SENT.matcher(sent == null ? "" : sent);
    boolean ranged = range.matches();
    long have = Files.size(upload.content());
    long begin = ranged && range.group(2) != null ? Long.parseLong(range.group(2)) : have;
    if (begin == have) {
      Files.write(
          upload.content(), Files.readAllBytes(body), java.nio.file.StandardOpenOption.APPEND);
    }
    long now = Files.size(upload.content());
    if (ranged && !range.group(4).equals(Long.toString(now))) {
      request.response().setStatusCode(308);
      if (now > 0) {
        request.response().putHeader("Range", "bytes=0-" + (now - 1));
      }
      request.response().end();
      return;
    }
    uploads.remove(id);
    finish(request, upload, shelf);
  }

  private static void finish(HttpServerRequest request, Upload upload, ObjectShelf shelf)
      throws IOException {
    Optional<StoredObject> object =
        shelf.put(upload.key(), upload.content(), upload.metadata(), upload.condition());
    if (object.isEmpty()) {
      refuse(request, 412, "conditionNotMet");
    } else {
      json(request, described(upload.key(), object.get()));
    }
  }

  private static String name(HttpServerRequest request, Metadata metadata) {
    String name = request.getParam("name");
    return name == null ? metadata.name() : name;
  }

  /** Holds for that generation; 0 stands for none. */
  private static Predicate<Optional<StoredObject>> condition(@Nullable String generation) {
    return there ->
        generation == null
            || there.map(StoredObject::generation).orElse(0L).toString().equals(generation);
  }

  private static String described(String key, StoredObject object) throws IOException {
    int slash = key.indexOf('/');
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("kind", "storage#object");
      json.writeStringField("bucket", key.substring(0, slash));
      json.writeStringField("name", key.substring(slash + 1));
      json.writeStringField("generation", Long.toString(object.generation()));
      json.writeStringField("metageneration", "1");
      json.writeStringField("size", Long.toString(object.bytes()));
      json.writeStringField("etag", object.etag());
      json.writeObjectFieldStart("metadata");
      for (Map.Entry<String, String> one : object.metadata().entrySet()) {
        json.writeStringField(one.getKey(), one.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void json(HttpServerRequest request, String document) {
    request.response().putHeader("Content-Type", "application/json; charset=UTF-8").end(document);
  }

  private static void refuse(HttpServerRequest request, int status, String message) {
    request.response().setStatusCode(status);
    json(request, "{\"error\":{\"code\":" + status + ",\"message\":\"" + message + "\"}}");
  }

  /**
   * What an upload says of its object.
   *
   * @param name of the object
   * @param custom metadata
   */
  private record Metadata(String name, Map<String, String> custom) {
    static Metadata read(String text) throws IOException {
      String name = "";
      Map<String, String> custom = new HashMap<>();
      try (JsonParser json = JSON.createParser(text)) {
        while (json.nextToken() != null) {
          List<String> at = List.of(json.getParsingContext().pathAsPointer().toString().split("/"));
          if (json.currentToken() != JsonToken.VALUE_STRING) {
            continue;
          }
          if (at.equals(List.of("", "name"))) {
            name = json.getText();
          } else if (at.size() == 3 && at.get(1).equals("metadata")) {
            custom.put(at.get(2), json.getText());
          }
        }
      }
      return new Metadata(name, custom);
    }
  }

  private static final class Words implements StoreServer.Words {
    @Override
    public void describe(HttpServerResponse response, StoredObject object) {
      response.putHeader("ETag", object.etag());
      response.putHeader("x-goog-generation", Long.toString(object.generation()));
    }

    @Override
    public void refuse(HttpServerRequest request, int status) {
      GcsDialect.refuse(request, status, status == 404 ? "No such object" : "refused");
    }
  }
}
