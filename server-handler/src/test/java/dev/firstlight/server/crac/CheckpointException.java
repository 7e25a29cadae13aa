package dev.firstlight.server.crac;

/** A hook that failed; what it threw is suppressed in this. */
public final class CheckpointException extends Exception {
  private static final long serialVersionUID = 1L;
}
