package dev.firstlight.lambda;

import dev.firstlight.conformance.lambda.LambdaEvents;

class RestApiConformanceIT extends FunctionConformance {
  RestApiConformanceIT() {
    super(LambdaEvents.restApi());
  }
}
