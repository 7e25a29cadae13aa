package dev.firstlight.lambda;

import dev.firstlight.conformance.lambda.LambdaEvents;

class LoadBalancerConformanceIT extends FunctionConformance {
  LoadBalancerConformanceIT() {
    super(LambdaEvents.loadBalancer());
  }
}
