package dev.firstlight.bench.instance;

import java.io.IOException;

/** A target whose instances find nothing fetched when they start. */
record FetchingTarget(Target target, InstanceCache cache) implements Target {
  @Override
  public Instance start() throws IOException {
    cache.forgetPackages();
    return target.start();
  }

  @Override
  public void close() {
    target.close();
  }
}
