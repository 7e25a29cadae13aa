package dev.firstlight.bench;

import picocli.CommandLine.Command;

/** {@code firstlight models}: the group of commands about model packages. */
@Command(
    name = "models",
    description = "Lists and builds model packages.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class ModelsCommand {
  ModelsCommand() {}
}
