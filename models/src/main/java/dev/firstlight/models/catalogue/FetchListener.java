package dev.firstlight.models.catalogue;

/** Hears how far a fetch is. Called from the thread that fetches. */
public interface FetchListener {
  /** Something that the person who waits should read. */
  void say(String line);

  /**
   * A file is about to be moved.
   *
   * @param name of the file
   * @param bytes of the whole file
   * @param present bytes that an earlier fetch left
   */
  void begin(String name, long bytes, long present);

  /** So many bytes of the file are here now; fewer than before where it had to begin again. */
  void at(long bytes);

  /** No more of the file comes, whether all of it is here or not. */
  void end();
}
