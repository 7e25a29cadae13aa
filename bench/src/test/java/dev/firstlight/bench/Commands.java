package dev.firstlight.bench;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/** Runs commands as the script does, in this process. */
final class Commands {
  private Commands() {}

  /**
   * Runs one, with a folder of its own for what it writes and keeps.
   *
   * @return the exit status
   */
  static int run(
      Path home,
      Path folder,
      ByteArrayOutputStream out,
      ByteArrayOutputStream err,
      String... arguments) {
    Workplace workplace =
        new Workplace(
            home,
            folder,
            folder.resolve("cache"),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            false,
            Clock.systemUTC(),
            Map.of());
    return FirstlightCommand.commandLine(workplace).execute(arguments);
  }
}
