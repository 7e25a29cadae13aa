package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;

/**
 * Payload format 1.0, as REST APIs use it: headers once with their last value and once with all.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html">Lambda
 *     proxy integrations</a>
 */
final class RestApiEvents implements LambdaEvents {
  @Override
  public byte[] event(Call call) {
    return EventWriter.object(
        json -> {
          json.writeStringField("resource", "/{proxy+}");
          json.writeStringField("path", call.path());
          json.writeStringField("httpMethod", call.method());
          EventWriter.single(json, "headers", EventWriter.headers(call, false));
          EventWriter.multi(json, "multiValueHeaders", EventWriter.headers(call, false));
          if (call.query().isEmpty()) {
            json.writeNullField("queryStringParameters");
            json.writeNullField("multiValueQueryStringParameters");
          } else {
            EventWriter.single(json, "queryStringParameters", EventWriter.query(call));
            EventWriter.multi(json, "multiValueQueryStringParameters", EventWriter.query(call));
          }
          json.writeObjectFieldStart("pathParameters");
          json.writeStringField("proxy", call.path().substring(1));
          json.writeEndObject();
          json.writeNullField("stageVariables");
          json.writeObjectFieldStart("requestContext");
          json.writeStringField("resourcePath", "/{proxy+}");
          json.writeStringField("httpMethod", call.method());
          json.writeStringField("path", "/prod" + call.path());
          json.writeStringField("stage", "prod");
          json.writeStringField("requestId", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef");
          json.writeObjectFieldStart("identity");
          json.writeStringField("sourceIp", "192.0.2.1");
          json.writeEndObject();
          json.writeEndObject();
          EventWriter.body(json, call, false);
        });
  }

  @Override
  public Answer answer(byte[] returned) {
    return AnswerReader.read(returned, false);
  }
}
