package dev.firstlight.gcf;

import dev.firstlight.conformance.HandlerConformance;
import dev.firstlight.conformance.HandlerStarter;

/** The kit, with the real functions framework in processes of its own. */
class FunctionConformanceIT extends HandlerConformance {
  @Override
  protected HandlerStarter starter() {
    return FunctionProcess::start;
  }
}
