package dev.firstlight.conformance.store;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** An object store on the loopback interface, in this process. Safe for use by several threads. */
public interface LocalStore extends AutoCloseable {
  /** Makes a bucket; there is no error if it is there. */
  void bucket(String name);

  /**
   * Serves the files of a folder in place, as they are now.
   *
   * @return the address of the folder's package
   */
  URI serve(String bucket, String prefix, Path folder) throws IOException;

  /** Where it listens. */
  URI endpoint();

  /** The variables with which an instance finds it and may read from it. */
  Map<String, String> environment();

  /** Lets the next requests for that object's content go wrong, one each. */
  void fail(String bucket, String key, StoreFault... sequence);

  /** How often an object's content was asked for. */
  int reads(String bucket, String key);

  /** The keys in a bucket, in order. */
  List<String> keys(String bucket);

  /** Ends it and removes what was uploaded. */
  @Override
  void close();
}
