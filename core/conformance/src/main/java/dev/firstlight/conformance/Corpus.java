package dev.firstlight.conformance;

import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModel;
import dev.firstlight.inference.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** The calls that every target must answer alike: good ones of each format, and bad ones. */
public final class Corpus {
  private static final int DEPTH = 10_000;

  private final List<Case> cases = new ArrayList<>();

  private Corpus() {}

  /**
   * One call and what comes of it.
   *
   * @param name what is tried, for reports
   * @param model the model that it is sent to
   * @param call the call
   * @param status the HTTP status of its answer
   */
  public record Case(String name, TinyModel model, Call call, int status) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** All cases. */
  public static List<Case> all() throws IOException {
    Corpus corpus = new Corpus();
    corpus.images();
    corpus.badImages();
    corpus.texts();
    corpus.badJson();
    corpus.tensors();
    corpus.badTensors();
    corpus.routes();
    return List.copyOf(corpus.cases);
  }

  private void images() throws IOException {
    byte[] rocket = Samples.rocket();
    String b64 = base64(rocket);
    image("a JPEG", Call.post("/predict", "image/jpeg", rocket), 200);
    image("a PNG", Call.post("/predict", "image/png", Samples.chelsea()), 200);
    image("an image at the root", Call.post("/", "image/png", Samples.coffee()), 200);
    image("a query behind the path", Call.post("/predict?trace=1", "image/jpeg", rocket), 200);
    image("a media type in capitals", Call.post("/predict", "IMAGE/JPEG", rocket), 200);
    image("an instance in base64", Call.json(instances("{\"b64\":\"" + b64 + "\"}")), 200);
    image(
        "a batch of three",
        Call.json(
            instances(
                "{\"b64\":\"" + base64(Samples.chelsea()) + "\"}",
                "{\"b64\":\"" + base64(Samples.coffee()) + "\"}",
                "{\"b64\":\"" + b64 + "\"}")),
        200);
    image(
        "top-k of one request",
        Call.json("{\"instances\":[{\"b64\":\"" + b64 + "\"}],\"parameters\":{\"top_k\":5}}"),
        200);
    image(
        "the route of TensorFlow Serving",
        Call.post(
            "/v1/models/tiny-classifier:predict",
            "application/json",
            instances("{\"b64\":\"" + b64 + "\"}")),
        200);
    image(
        "a media type with a parameter",
        Call.post(
            "/predict", "application/json; charset=utf-8", instances("{\"b64\":\"" + b64 + "\"}")),
        200);
  }

  private void badImages() throws IOException {
    byte[] rocket = Samples.rocket();
    byte[] noise = new byte[4096];
    Arrays.fill(noise, (byte) 0xAB);
    image(
        "a truncated JPEG",
        Call.post("/predict", "image/jpeg", Arrays.copyOf(rocket, rocket.length / 3)),
        400);
    image(
        "a JPEG of its first bytes", Call.post("/predict", "image/jpeg", firstOf(rocket, 20)), 400);
    image("noise as an image", Call.post("/predict", "image/png", noise), 400);
    image("no image at all", Call.post("/predict", "image/jpeg", new byte[0]), 400);
    image("an unknown media type", Call.post("/predict", "application/x-tar", rocket), 415);
    image("text for an image model", Call.post("/predict", "text/plain", "the cat"), 400);
    image("base64 that is none", Call.json(instances("{\"b64\":\"@@@\"}")), 400);
    image("base64 of no image", Call.json(instances("{\"b64\":\"AAAA\"}")), 400);
    image(
        "a deadline of no time",
        Call.post("/predict", "image/jpeg", rocket).with(Header.TIMEOUT, "soon"),
        400);
  }

  private void texts() {
    text("a text", Call.post("/predict", "text/plain", "The cat sat on the mat."), 200);
    text(
        "a text in UTF-8",
        Call.post("/predict", "text/plain; charset=utf-8", "Première 光 🌅"),
        200);
    text("a text as an instance", Call.json(instances("\"first light\"")), 200);
    text(
        "several texts",
        Call.json(instances("\"the rocket flies\"", "\"a\"", "\"hot coffee\"")),
        200);
    text(
        "a text with escapes",
        Call.json(instances("\"the\\u0020cat \\\"sat\\\" \\ud83c\\udf05\"")),
        200);
    text("a text that is too long", Call.post("/predict", "text/plain", "the ".repeat(100)), 400);
    text(
        "a long text among short ones",
        Call.json(instances("\"a cat\"", "\"" + "the ".repeat(50) + "\"")),
        400);
    text(
        "a text that is not UTF-8",
        Call.post("/predict", "text/plain", new byte[] {'c', (byte) 0xFF, (byte) 0xFE, 't'}),
        400);
    text("a number for a text", Call.json(instances("17")), 400);
    text("an image for a text model", Call.post("/predict", "image/jpeg", new byte[] {1, 2}), 400);
  }

  private void badJson() {
    text("a body of no bytes", Call.json(""), 400);
    text("a body of blanks", Call.json("  \n "), 400);
    text("half a document", Call.json("{\"instances\":[\"the cat"), 400);
    text("more behind the document", Call.json("{\"instances\":[\"a\"]} {}"), 400);
    text("a document of another kind", Call.json("[1,2,3]"), 400);
    text("a document without instances", Call.json("{\"key1\":\"value1\"}"), 400);
    text("an id beside instances", Call.json("{\"id\":\"1\",\"instances\":[\"a\"]}"), 400);
    text(
        "outputs beside instances",
        Call.json("{\"instances\":[\"a\"],\"outputs\":[{\"name\":\"x\"}]}"),
        400);
    text("no instances", Call.json("{\"instances\":[]}"), 400);
    text("instances that are no list", Call.json("{\"instances\":\"the cat\"}"), 400);
    text("too many instances", Call.json(instances(copies("\"a\"", 300))), 400);
    text("nesting of 10,000 arrays", Call.json("{\"instances\":" + nested(DEPTH) + "}"), 400);
    text("nesting where nothing looks", Call.json("{\"x\":" + nested(DEPTH) + "}"), 400);
    text("bare nesting", Call.json(nested(DEPTH)), 400);
    text("bytes that are no UTF-8", Call.post("/predict", "application/json", badUtf8()), 400);
  }

  private void tensors() {
    tensor("every datatype as JSON", TensorCalls.json(), 200);
    tensor("every datatype as binary", TensorCalls.binary(true), 200);
    tensor("binary in, JSON out", TensorCalls.binary(false), 200);
    tensor("tensors of no elements", TensorCalls.jsonOfShape(0, 3), 200);
    tensor("tensors of no rows", TensorCalls.binaryOfShape(0, 0), 200);
    tensor("nested data", TensorCalls.nestedJson(), 200);
    for (String named : List.of("NaN", "Infinity", "-Infinity")) {
      tensor(named + " as a string", TensorCalls.jsonWithScalar("\"" + named + "\""), 200);
    }
    tensor("one output of many", TensorCalls.jsonWithOutput("fp32_out"), 200);
    tensor("a route with escapes", TensorCalls.json("/v2/models/tiny%2Dtensors/infer"), 200);
    tensor("a versioned route", TensorCalls.json("/v2/models/tiny-tensors/versions/1/infer"), 200);
  }

  private void badTensors() {
    tensor("more rows than a batch has", TensorCalls.jsonOfShape(129, 3), 400);
    tensor("NaN in JSON", TensorCalls.jsonWithScalar("NaN"), 400);
    tensor("infinity in JSON", TensorCalls.jsonWithScalar("Infinity"), 400);
    tensor("a string that is no number", TensorCalls.jsonWithScalar("\"1.5\""), 400);
    tensor(
        "NaN for an integer", TensorCalls.onlyInput("int32", "INT32", "[1,1]", "[\"NaN\"]"), 400);
    tensor("a number beyond a float", TensorCalls.jsonWithScalar("1e400"), 400);
    tensor("an unknown output", TensorCalls.jsonWithOutput("nothing_out"), 400);
    tensor("one input of many", TensorCalls.onlyInput("fp32", "FP32", "[1,1]", "[1]"), 400);
    tensor("an unknown input", TensorCalls.onlyInput("fp31", "FP32", "[1,1]", "[1]"), 400);
    tensor("an unknown datatype", TensorCalls.onlyInput("fp32", "FP31", "[1,1]", "[1]"), 400);
    tensor("another datatype", TensorCalls.onlyInput("fp32", "INT64", "[1,1]", "[1]"), 400);
    tensor("a negative dimension", TensorCalls.onlyInput("fp32", "FP32", "[1,-1]", "[1]"), 400);
    tensor("too few elements", TensorCalls.onlyInput("fp32", "FP32", "[2,2]", "[1,2,3]"), 400);
    tensor("another rank", TensorCalls.onlyInput("fp32", "FP32", "[1]", "[1]"), 400);
    tensor(
        "a shape whose product overflows",
        TensorCalls.onlyInput("fp32", "FP32", "[9223372036854775807,9223372036854775807]", "[1]"),
        400);
    tensor(
        "a shape beyond all memory",
        TensorCalls.onlyInput("fp32", "FP32", "[2147483647,2147483647]", "[1]"),
        400);
    tensor("binary data cut short", TensorCalls.binaryCut(), 400);
    tensor("a JSON length beyond the body", TensorCalls.binaryWithJsonLength("999999"), 400);
    tensor("a JSON length that is no number", TensorCalls.binaryWithJsonLength("ten"), 400);
    tensor("a negative JSON length", TensorCalls.binaryWithJsonLength("-1"), 400);
  }

  private void routes() throws IOException {
    image("health", Call.get("/v2/health/live"), 200);
    image("readiness", Call.get("/v2/health/ready"), 200);
    image("liveness for Kubernetes", Call.get("/livez"), 200);
    image("readiness for Kubernetes", Call.get("/readyz"), 200);
    image("ping", Call.get("/ping"), 200);
    image("server metadata", Call.get("/v2"), 200);
    image("model metadata", Call.get("/v2/models/tiny-classifier"), 200);
    image("model readiness", Call.get("/v2/models/tiny-classifier/versions/1/ready"), 200);
    image("an unknown path", Call.get("/nothing/here"), 404);
    image("an unknown model", Call.get("/v2/models/other"), 404);
    image("an unknown version", Call.get("/v2/models/tiny-classifier/versions/9"), 404);
    image(
        "inference of an unknown model",
        Call.post("/v2/models/other/infer", "application/json", "{\"inputs\":[]}"),
        404);
    image("a method that is not allowed", Call.get("/predict"), 405);
    image(
        "another method that is not allowed",
        new Call("DELETE", "/predict", List.of(), java.nio.ByteBuffer.allocate(0)),
        405);
    image("the route of SageMaker", Call.post("/invocations", "image/jpeg", Samples.rocket()), 200);
  }

  private void image(String name, Call call, int status) {
    cases.add(new Case(name, TinyModel.CLASSIFIER, call, status));
  }

  private void text(String name, Call call, int status) {
    cases.add(new Case(name, TinyModel.EMBEDDER, call, status));
  }

  private void tensor(String name, Call call, int status) {
    cases.add(new Case(name, TinyModel.TENSORS, call, status));
  }

  /** A document of these instances. */
  static String instances(String... instances) {
    return "{\"instances\":[" + String.join(",", instances) + "]}";
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  private static String[] copies(String text, int count) {
    String[] all = new String[count];
    Arrays.fill(all, text);
    return all;
  }

  private static byte[] firstOf(byte[] bytes, int count) {
    return Arrays.copyOf(bytes, count);
  }

  private static byte[] badUtf8() {
    byte[] bytes = "{\"instances\":[\"?\"]}".getBytes(StandardCharsets.UTF_8);
    bytes[15] = (byte) 0xFF;
    return bytes;
  }
}
