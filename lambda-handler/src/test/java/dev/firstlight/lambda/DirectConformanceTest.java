package dev.firstlight.lambda;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;
import dev.firstlight.conformance.lambda.LambdaEvents;

class DirectConformanceTest extends HandlerConformance {
  @Override
  protected HandlerStarter starter() {
    return environment -> new LocalFunction(environment, LambdaEvents.direct());
  }
}
