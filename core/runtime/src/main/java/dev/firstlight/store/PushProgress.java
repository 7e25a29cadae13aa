package dev.firstlight.store;

/** Hears how far a push is. Called from several threads. */
public interface PushProgress {
  /** What is to be written is known now. */
  void total(long bytes, int files);

  /** So many more bytes of that file are written. */
  void moved(String path, long bytes);
}
