package peer;

import ai.djl.util.JsonUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The model package: a folder of the image, or objects in Amazon S3.
 *
 * @param folder where it lies
 * @param manifest its model.json
 * @param artifact the form that is used
 * @param fetchedBytes that came from elsewhere
 */
record ModelPackage(Path folder, JsonObject manifest, JsonObject artifact, long fetchedBytes) {
  /** From where MODEL_URI says: a folder, used in place, or s3://bucket/prefix. */
  static ModelPackage fetch(String runtime) throws IOException {
    String uri = System.getenv("MODEL_URI");
    if (!uri.startsWith("s3://")) {
      Path folder = Path.of(uri);
      JsonObject manifest = parse(Files.readString(folder.resolve("model.json")));
      return new ModelPackage(folder, manifest, artifact(manifest, runtime), 0);
    }
    String[] parts = uri.substring("s3://".length()).split("/", 2);
    return download(parts[0], parts[1].replaceAll("/$", ""), runtime);
  }

  private static ModelPackage download(String bucket, String prefix, String runtime)
      throws IOException {
    Path folder = Files.createTempDirectory(Path.of(System.getenv("TMPDIR")), "model-");
    try (S3Client s3 =
        S3Client.builder()
            .httpClient(UrlConnectionHttpClient.create())
            .forcePathStyle(System.getenv("AWS_ENDPOINT_URL_S3") != null)
            .build()) {
      String json =
          s3.getObjectAsBytes(get -> get.bucket(bucket).key(prefix + "/model.json"))
              .asUtf8String();
      JsonObject manifest = parse(json);
      JsonObject artifact = artifact(manifest, runtime);
      long bytes = json.length();
      List<JsonElement> files = new ArrayList<>(artifact.getAsJsonArray("files").asList());
      if (manifest.has("files")) {
        files.addAll(manifest.getAsJsonArray("files").asList());
      }
      for (JsonElement file : files) {
        String path = file.getAsJsonObject().get("path").getAsString();
        if (files.indexOf(file) < artifact.getAsJsonArray("files").size()
            || isNeeded(manifest, path)) {
          Path target = folder.resolve(path);
          Files.createDirectories(target.getParent());
          s3.getObject(get -> get.bucket(bucket).key(prefix + "/" + path), target);
          bytes += file.getAsJsonObject().get("bytes").getAsLong();
        }
      }
      return new ModelPackage(folder, manifest, artifact, bytes);
    }
  }

  private static JsonObject parse(String json) {
    return JsonUtils.GSON.fromJson(json, JsonObject.class);
  }

  /** The portable form of the model for that runtime. */
  private static JsonObject artifact(JsonObject manifest, String runtime) {
    for (JsonElement each : manifest.getAsJsonArray("artifacts")) {
      JsonObject artifact = each.getAsJsonObject();
      boolean portable =
          !artifact.has("requires") || artifact.getAsJsonObject("requires").isEmpty();
      if (artifact.get("runtime").getAsString().equals(runtime) && portable) {
        return artifact;
      }
    }
    throw new IllegalStateException("the model has no portable artifact for " + runtime);
  }

  /** Whether a file is needed beside the model itself: the tokenizer and the labels. */
  private static boolean isNeeded(JsonObject manifest, String path) {
    return path.equals(member(manifest, "preprocessing", "text", "tokenizer"))
        || path.equals(member(manifest, "postprocessing", "classification", "labels"));
  }

  private static String member(JsonObject manifest, String part, String kind, String name) {
    JsonObject found = manifest.has(part) ? manifest.getAsJsonObject(part) : new JsonObject();
    return found.has(kind) && found.getAsJsonObject(kind).has(name)
        ? found.getAsJsonObject(kind).get(name).getAsString()
        : "";
  }

  Path modelFile() {
    JsonObject first = artifact.getAsJsonArray("files").get(0).getAsJsonObject();
    return folder.resolve(first.get("path").getAsString());
  }

  String name() {
    return manifest.get("name").getAsString();
  }

  String version() {
    return manifest.get("version").getAsString();
  }

  String provenance() {
    return manifest.get("provenance").getAsString();
  }
}
