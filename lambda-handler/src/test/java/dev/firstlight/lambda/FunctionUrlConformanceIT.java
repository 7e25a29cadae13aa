package dev.firstlight.lambda;

import dev.firstlight.conformance.lambda.LambdaEvents;

class FunctionUrlConformanceIT extends FunctionConformance {
  FunctionUrlConformanceIT() {
    super(LambdaEvents.functionUrl());
  }
}
