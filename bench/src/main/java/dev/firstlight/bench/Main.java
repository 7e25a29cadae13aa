package dev.firstlight.bench;

import java.nio.file.Path;
import java.time.Clock;

/**
 * The entry point of the {@code firstlight} script, which passes the checkout as {@code
 * firstlight.home} and whether standard error is a terminal as {@code firstlight.terminal}.
 */
public final class Main {
  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    ProxyVariables.adopt(System.getenv(), System.getProperties());
    Path directory = Path.of("").toAbsolutePath();
    Workplace workplace =
        new Workplace(
            Path.of(System.getProperty("firstlight.home", directory.toString())),
            directory,
            Path.of(System.getProperty("user.home"), ".cache", "firstlight"),
            System.out,
            System.err,
            Boolean.getBoolean("firstlight.terminal"),
            Clock.systemUTC(),
            System.getenv());
    int code = FirstlightCommand.commandLine(workplace).execute(arguments);
    // Not a plain return: threads of the local platforms may still be winding down.
    System.exit(code);
  }
}
