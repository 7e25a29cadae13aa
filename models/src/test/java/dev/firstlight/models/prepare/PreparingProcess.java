package dev.firstlight.models.prepare;

import java.nio.file.Path;
import java.util.Optional;

/** Prepares a package in a process of its own, which may be killed, and says what it does. */
final class PreparingProcess {
  static final String DONE = "done";

  private PreparingProcess() {}

  /** Takes the package and the cache. */
  public static void main(String[] arguments) {
    var unused =
        new ModelPrepare(System.out::println)
            .run(
                Path.of(arguments[0]),
                new PrepareOptions(Optional.empty(), 1, Path.of(arguments[1])));
    System.out.println(DONE);
  }
}
