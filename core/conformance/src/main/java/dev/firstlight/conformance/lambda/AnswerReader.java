package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.inference.Header;
import dev.firstlight.json.JsonException;
import dev.firstlight.json.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Reads the answer out of a returned {@code {"statusCode",…,"body"}} as AWS's front ends do. */
final class AnswerReader {
  private AnswerReader() {}

  static Answer read(byte[] returned, boolean multiValueHeaders) {
    try {
      JsonNode root = JsonNode.read(returned);
      List<Header> headers = new ArrayList<>();
      root.find(multiValueHeaders ? "multiValueHeaders" : "headers")
          .ifPresent(
              node -> {
                for (String name : node.keys()) {
                  if (multiValueHeaders) {
                    node.elements(name)
                        .forEach(value -> headers.add(new Header(name, value.asString())));
                  } else {
                    headers.add(new Header(name, node.get(name).asString()));
                  }
                }
              });
      String body = root.find("body").map(JsonNode::asString).orElse("");
      boolean base64 = root.find("isBase64Encoded").map(JsonNode::asBoolean).orElse(false);
      byte[] bytes =
          base64 ? Base64.getDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
      return new Answer(root.get("statusCode").asInt(100, 599), headers, ByteBuffer.wrap(bytes));
    } catch (JsonException e) {
      throw new IllegalArgumentException(
          "the function returned what no front end understands: " + e.getMessage(), e);
    }
  }
}
