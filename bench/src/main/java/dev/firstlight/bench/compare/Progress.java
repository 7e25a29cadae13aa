package dev.firstlight.bench.compare;

/** Shows somebody who waits how far a run is. */
public interface Progress extends AutoCloseable {
  /** A step is done; what it was, in a few words. */
  void step(String what);

  @Override
  void close();

  /** Makes one for that many steps. */
  @FunctionalInterface
  interface Source {
    Progress begin(String task, int steps);
  }
}
