package dev.firstlight.server;

import java.util.function.Consumer;
import org.crac.CheckpointException;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Hooks into CRaC, with which a JVM that has it saves a running process to files and restores it
 * from them. Such a JVM saves no process that has sockets open: before, the server answers what it
 * has accepted and stops listening; after, it listens again on the same address.
 *
 * @see <a href="https://crac.org">Coordinated Restore at Checkpoint</a>
 */
final class Checkpoints implements Resource {
  private static final String MECHANISM = "crac";

  /** Where org.crac looks for what implements it, before the JVM's own. */
  private static final String IMPLEMENTATION = "org.crac.Core.Compat";

  private static final String JDK_PACKAGE = "jdk.crac";

  private final InferenceServer server;
  private final Consumer<String> restored;

  private Checkpoints(InferenceServer server, Consumer<String> restored) {
    this.server = server;
    this.restored = restored;
  }

  /**
   * Whether this JVM can make checkpoints. Asked before org.crac's classes are loaded, which search
   * the whole class path for an implementation.
   */
  static boolean arePossible() {
    return System.getProperty(IMPLEMENTATION) != null
        || Object.class.getModule().getPackages().contains(JDK_PACKAGE)
        || ModuleLayer.boot().findModule(JDK_PACKAGE).isPresent();
  }

  /**
   * Registers the hooks. They are called for as long as the caller keeps what this returns: the
   * list of hooks holds none.
   *
   * @param restored told where the restored server listens, once it does
   */
  static Checkpoints register(InferenceServer server, Consumer<String> restored) {
    Checkpoints hooks = new Checkpoints(server, restored);
    Core.getGlobalContext().register(hooks);
    return hooks;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) throws CheckpointException {
    try {
      server.suspend();
    } catch (RuntimeException e) {
      throw (CheckpointException) new CheckpointException(e.getMessage()).initCause(e);
    }
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    if (server.resume(MECHANISM)) {
      restored.accept(server.address());
    }
  }
}
