package dev.firstlight.bench;

import picocli.CommandLine.Command;

/** {@code firstlight models}: the group of commands about model packages. */
@Command(
    name = "models",
    description = "Lists, builds, fetches, imports, prepares and shows model packages.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {
  ModelsCommand() {}
}
