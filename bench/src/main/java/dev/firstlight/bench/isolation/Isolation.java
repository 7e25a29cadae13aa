package dev.firstlight.bench.isolation;

import java.io.IOException;
import java.util.List;

/**
 * Where instances run. Closing ends whatever still runs there, also what an instance has started
 * and left; so does the end of this process, however it comes. Closing twice is harmless. Safe for
 * use by several threads.
 */
public interface Isolation extends AutoCloseable {
  /** Instances run as any process of this one does. */
  Isolation NONE = new OpenIsolation();

  /**
   * A place for one instance.
   *
   * @throws IOException if it cannot be made
   */
  Cell open(Limits limits) throws IOException;

  /** Which limits of a platform it does not hold instances to, each as a sentence. */
  List<String> gaps();

  /** Whether an instance gets a {@code /tmp} of its own where its limits want one. */
  boolean hasOwnTmp();

  @Override
  void close();
}
