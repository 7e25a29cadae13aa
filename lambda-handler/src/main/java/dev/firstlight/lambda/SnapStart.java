package dev.firstlight.lambda;

import dev.firstlight.InferenceService;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

/**
 * Hooks into Lambda's SnapStart, which makes a snapshot of the process after its init phase and
 * restores each new instance from it. The runtime interface client calls them; where one throws, it
 * tells Lambda, and no snapshot is kept or the copy is thrown away.
 */
final class SnapStart implements Resource {
  /** The variable of the runtime that says how an instance comes to be. */
  static final String INITIALISATION = "AWS_LAMBDA_INITIALIZATION_TYPE";

  private static final String MECHANISM = "snap-start";

  /** Where org.crac looks for what implements it. */
  private static final String IMPLEMENTATION = "org.crac.Core.Compat";

  /** The runtime interface client's part that does. */
  private static final String CLIENT = "com.amazonaws.services.lambda.crac";

  private final InferenceService service;

  private SnapStart(InferenceService service) {
    this.service = service;
  }

  /** Whether a snapshot will be made of a process with that environment. */
  static boolean isAhead(Map<String, String> environment) {
    return MECHANISM.equals(environment.get(INITIALISATION));
  }

  /**
   * Registers the hooks. They are called for as long as the caller keeps what this returns: the
   * client's list of hooks holds none.
   */
  static SnapStart register(InferenceService service) {
    // Lambda's own Java runtimes start with this property; a container image's command need not.
    if (System.getProperty(IMPLEMENTATION) == null) {
      System.setProperty(IMPLEMENTATION, CLIENT);
    }
    SnapStart hooks = new SnapStart(service);
    Core.getGlobalContext().register(hooks);
    return hooks;
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    service.beforeSnapshot();
  }

  @Override
  public void afterRestore(Context<? extends Resource> context) {
    service.afterRestore(MECHANISM);
  }
}
