package dev.firstlight.conformance.lambda;

import dev.firstlight.conformance.Answer;
import dev.firstlight.conformance.Call;

/**
 * One of the ways in which a call reaches a function: how AWS wraps it in an event, and how it
 * reads the answer out of what the function returns. Stateless; safe for use by several threads.
 */
public interface LambdaEvents {
  /** The event for a call, as JSON in UTF-8. */
  byte[] event(Call call);

  /**
   * The answer that a client gets for what the function returned.
   *
   * @throws IllegalArgumentException if the service in front of the function would refuse it
   */
  Answer answer(byte[] returned);

  /** Whether this way can carry that call. */
  default boolean carries(Call call) {
    return true;
  }

  /** Whether answers have headers. */
  default boolean hasHeaders() {
    return true;
  }

  /** A Function URL, or an HTTP API of API Gateway: payload format 2.0. */
  static LambdaEvents functionUrl() {
    return new FunctionUrlEvents("$default");
  }

  /** An HTTP API's named stage, whose name begins each path. */
  static LambdaEvents httpApi(String stage) {
    return new FunctionUrlEvents(stage);
  }

  /** A REST API of API Gateway: payload format 1.0. */
  static LambdaEvents restApi() {
    return new RestApiEvents();
  }

  /** An Application Load Balancer's target group. */
  static LambdaEvents loadBalancer() {
    return new LoadBalancerEvents(false);
  }

  /** A target group with multi-value headers switched on. */
  static LambdaEvents loadBalancerWithMultiValueHeaders() {
    return new LoadBalancerEvents(true);
  }

  /** Invocation through Lambda's own API: the event is the JSON body itself. */
  static LambdaEvents direct() {
    return new DirectEvents();
  }
}
