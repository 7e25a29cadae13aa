package dev.firstlight.bench;

import picocli.CommandLine.Command;

/** {@code firstlight cost estimate}: the group of commands that price what nobody has run. */
@Command(
    name = "estimate",
    description = "Prices what has not been run: so many requests of such length on one system.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "SYSTEM")
final class CostEstimateCommand {
  CostEstimateCommand() {}
}
