package dev.firstlight.conformance.lambda;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;
import java.io.IOException;

/**
 * Payload format 2.0, as Function URLs and HTTP APIs use it: header names in lower case, values of
 * one name joined with commas, an empty body left out.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function
 *     URLs</a>
 */
final class FunctionUrlEvents implements LambdaEvents {
  private final String stage;

  FunctionUrlEvents(String stage) {
    this.stage = stage;
  }

  @Override
  public byte[] event(Call call) {
    String path = stage.equals("$default") ? call.path() : "/" + stage + call.path();
    return EventWriter.object(
        json -> {
          json.writeStringField("version", "2.0");
          json.writeStringField("routeKey", "$default");
          json.writeStringField("rawPath", path);
          json.writeStringField("rawQueryString", call.query());
          json.writeObjectFieldStart("headers");
          for (var entry : EventWriter.headers(call, true).entrySet()) {
            json.writeStringField(entry.getKey(), String.join(",", entry.getValue()));
          }
          json.writeEndObject();
          if (!call.query().isEmpty()) {
            EventWriter.single(json, "queryStringParameters", EventWriter.query(call));
          }
          context(json, call, path);
          EventWriter.body(json, call, true);
        });
  }

  private void context(JsonGenerator json, Call call, String path) throws IOException {
    json.writeObjectFieldStart("requestContext");
    json.writeStringField("accountId", "anonymous");
    json.writeStringField("apiId", "firstlight");
    json.writeStringField("domainName", "firstlight.lambda-url.us-east-1.on.aws");
    json.writeStringField("domainPrefix", "firstlight");
    json.writeObjectFieldStart("http");
    json.writeStringField("method", call.method());
    json.writeStringField("path", path);
    json.writeStringField("protocol", "HTTP/1.1");
    json.writeStringField("sourceIp", "192.0.2.1");
    json.writeStringField("userAgent", "firstlight-conformance");
    json.writeEndObject();
    json.writeStringField("requestId", "e1506fd5-9e7b-434f-bd42-4f8fa224b599");
    json.writeStringField("routeKey", "$default");
    json.writeStringField("stage", stage);
    json.writeStringField("time", "24/Nov/2026:12:00:00 +0000");
    json.writeNumberField("timeEpoch", 1_795_521_600_000L);
    json.writeEndObject();
  }

  @Override
  public Answer answer(byte[] returned) {
    return AnswerReader.read(returned, false);
  }
}
