package dev.firstlight.lambda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyRequestEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayProxyResponseEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerRequestEvent;
import com.amazonaws.services.lambda.runtime.events.ApplicationLoadBalancerResponseEvent;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import dev.firstlight.conformance.lambda.LambdaEvents;
import dev.firstlight.conformance.model.Samples;
import dev.firstlight.conformance.model.TinyModels;
import dev.firstlight.inference.Header;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Events as AWS's own types write them, and responses as they read them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsEventTypesTest {
  private LocalFunction function;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    function =
        new LocalFunction(
            Map.of(
                "FIRSTLIGHT_MODEL", TinyModels.classifier(folder.resolve("model")).toString(),
                "FIRSTLIGHT_CACHE_DIRECTORY", folder.resolve("cache").toString()),
            LambdaEvents.direct());
  }

  @AfterAll
  void stop() {
    function.close();
  }

  @Test
  void httpApiEvent_isAnsweredInItsResponseType() throws Exception {
    APIGatewayV2HTTPEvent event =
        APIGatewayV2HTTPEvent.builder()
            .withVersion("2.0")
            .withRawPath("/predict")
            .withHeaders(Map.of("content-type", "image/jpeg"))
            .withRequestContext(
                APIGatewayV2HTTPEvent.RequestContext.builder()
                    .withStage("$default")
                    .withHttp(
                        APIGatewayV2HTTPEvent.RequestContext.Http.builder()
                            .withMethod("POST")
                            .withPath("/predict")
                            .build())
                    .build())
            .withBody(rocket())
            .withIsBase64Encoded(true)
            .build();
    APIGatewayV2HTTPResponse response =
        answer(event, APIGatewayV2HTTPEvent.class, APIGatewayV2HTTPResponse.class);
    assertEquals(200, response.getStatusCode());
    assertFalse(response.getIsBase64Encoded());
    assertEquals("application/json", response.getHeaders().get(Header.CONTENT_TYPE));
    assertTrue(response.getBody().startsWith("{\"predictions\":["), response.getBody());
  }

  @Test
  void restApiEvent_isAnsweredInItsResponseType() throws Exception {
    APIGatewayProxyRequestEvent event =
        new APIGatewayProxyRequestEvent()
            .withHttpMethod("POST")
            .withPath("/predict")
            .withMultiValueHeaders(Map.of("Content-Type", List.of("image/jpeg")))
            .withRequestContext(
                new APIGatewayProxyRequestEvent.ProxyRequestContext().withStage("prod"))
            .withBody(rocket())
            .withIsBase64Encoded(true);
    // A REST API always sends both forms of headers; the answer goes in the single one.
    event.setHeaders(Map.of("Content-Type", "image/jpeg"));
    APIGatewayProxyResponseEvent response =
        answer(event, APIGatewayProxyRequestEvent.class, APIGatewayProxyResponseEvent.class);
    assertEquals(200, response.getStatusCode());
    assertTrue(response.getHeaders().containsKey(Header.INSTANCE));
    assertTrue(response.getBody().startsWith("{\"predictions\":["), response.getBody());
  }

  @Test
  void loadBalancerEvent_isAnsweredInItsResponseTypeAndItsFormOfHeaders() throws Exception {
    ApplicationLoadBalancerRequestEvent event = new ApplicationLoadBalancerRequestEvent();
    event.setHttpMethod("POST");
    event.setPath("/predict");
    event.setMultiValueHeaders(Map.of("content-type", List.of("image/jpeg")));
    ApplicationLoadBalancerRequestEvent.Elb elb = new ApplicationLoadBalancerRequestEvent.Elb();
    elb.setTargetGroupArn("arn:aws:elasticloadbalancing:us-east-1:0:targetgroup/firstlight/1");
    ApplicationLoadBalancerRequestEvent.RequestContext context =
        new ApplicationLoadBalancerRequestEvent.RequestContext();
    context.setElb(elb);
    event.setRequestContext(context);
    event.setBody(rocket());
    event.setIsBase64Encoded(true);
    ApplicationLoadBalancerResponseEvent response =
        answer(
            event,
            ApplicationLoadBalancerRequestEvent.class,
            ApplicationLoadBalancerResponseEvent.class);
    assertEquals(200, response.getStatusCode());
    assertEquals("200 OK", response.getStatusDescription());
    assertNull(response.getHeaders());
    assertEquals(
        List.of("application/json"), response.getMultiValueHeaders().get(Header.CONTENT_TYPE));
    assertTrue(response.getBody().startsWith("{\"predictions\":["), response.getBody());
  }

  private <E, R> R answer(E event, Class<E> eventType, Class<R> responseType) throws IOException {
    PojoSerializer<E> events =
        LambdaEventSerializers.serializerFor(eventType, getClass().getClassLoader());
    PojoSerializer<R> responses =
        LambdaEventSerializers.serializerFor(responseType, getClass().getClassLoader());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    events.toJson(event, bytes);
    return responses.fromJson(new ByteArrayInputStream(function.invoke(bytes.toByteArray())));
  }

  private static String rocket() throws IOException {
    return Base64.getEncoder().encodeToString(Samples.rocket());
  }
}
