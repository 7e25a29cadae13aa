package dev.firstlight.gcf;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;

class KnownLengthConformanceTest extends HandlerConformance {
  @Override
  protected HandlerStarter starter() {
    return environment -> new LocalHttpFunction(environment, true);
  }
}
