package dev.firstlight.lambda;

import dev.firstlight.conformance.lambda.LambdaEvents;

class DirectConformanceIT extends FunctionConformance {
  DirectConformanceIT() {
    super(LambdaEvents.direct());
  }
}
