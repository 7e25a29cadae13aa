package dev.firstlight.server.crac;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Makes checkpoints of this process, all but the saving. */
public final class Core {
  private static final Registered GLOBAL = new Registered();

  private Core() {}

  public static Context<Resource> getGlobalContext() {
    return GLOBAL;
  }

  /** Forgets all hooks, as those of another test. */
  public static void forget() {
    synchronized (GLOBAL) {
      GLOBAL.resources.clear();
    }
  }

  /** Calls all hooks; those after it also where one before it failed, as CRaC does. */
  public static void checkpointRestore() throws CheckpointException, RestoreException {
    try {
      GLOBAL.beforeCheckpoint(GLOBAL);
    } finally {
      GLOBAL.afterRestore(GLOBAL);
    }
  }

  private static final class Registered extends Context<Resource> {
    private final List<Resource> resources = new ArrayList<>();

    @Override
    public synchronized void register(Resource resource) {
      resources.add(resource);
    }

    @Override
    public synchronized void beforeCheckpoint(Context<? extends Resource> context)
        throws CheckpointException {
      List<Resource> reversed = new ArrayList<>(resources);
      Collections.reverse(reversed);
      CheckpointException failed = new CheckpointException();
      for (Resource resource : reversed) {
        try {
          resource.beforeCheckpoint(this);
        } catch (Exception e) {
          failed.addSuppressed(e);
        }
      }
      if (failed.getSuppressed().length > 0) {
        throw failed;
      }
    }

    @Override
    public synchronized void afterRestore(Context<? extends Resource> context)
        throws RestoreException {
      RestoreException failed = new RestoreException();
      for (Resource resource : resources) {
        try {
          resource.afterRestore(this);
        } catch (Exception e) {
          failed.addSuppressed(e);
        }
      }
      if (failed.getSuppressed().length > 0) {
        throw failed;
      }
    }
  }
}
