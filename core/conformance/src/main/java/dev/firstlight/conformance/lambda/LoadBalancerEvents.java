package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;

/**
 * Events of an Application Load Balancer: header names in lower case, an empty body as an empty
 * string; with multi-value headers switched on, those replace the single ones in both directions.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html">Lambda
 *     functions as targets</a>
 */
final class LoadBalancerEvents implements LambdaEvents {
  private final boolean multiValueHeaders;

  LoadBalancerEvents(boolean multiValueHeaders) {
    this.multiValueHeaders = multiValueHeaders;
  }

  @Override
  public byte[] event(Call call) {
    return EventWriter.object(
        json -> {
          json.writeObjectFieldStart("requestContext");
          json.writeObjectFieldStart("elb");
          json.writeStringField(
              "targetGroupArn",
              "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/firstlight/1");
          json.writeEndObject();
          json.writeEndObject();
          json.writeStringField("httpMethod", call.method());
          json.writeStringField("path", call.path());
          if (multiValueHeaders) {
            EventWriter.multi(json, "multiValueQueryStringParameters", EventWriter.query(call));
            EventWriter.multi(json, "multiValueHeaders", EventWriter.headers(call, true));
          } else {
            EventWriter.single(json, "queryStringParameters", EventWriter.query(call));
            EventWriter.single(json, "headers", EventWriter.headers(call, true));
          }
          if (call.body().hasRemaining()) {
            EventWriter.body(json, call, false);
          } else {
            json.writeStringField("body", "");
            json.writeBooleanField("isBase64Encoded", false);
          }
        });
  }

  @Override
  public Answer answer(byte[] returned) {
    return AnswerReader.read(returned, multiValueHeaders);
  }
}
