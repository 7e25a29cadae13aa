package dev.firstlight.bench;

import dev.firstlight.bench.workload.process.Preset;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code firstlight workload}: the group of commands about workloads. */
@Command(
    name = "workload",
    description =
        "Makes, splits, inspects and exports workloads: files that say when every request is due.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class WorkloadCommand {
  WorkloadCommand() {}

  /** The group with all that is in it. */
  static CommandLine line(Workplace workplace) {
    return new CommandLine(new WorkloadCommand())
        .addSubcommand("w40", new WorkloadPresetCommand(workplace, Preset.W40))
        .addSubcommand("w120", new WorkloadPresetCommand(workplace, Preset.W120))
        .addSubcommand("w200", new WorkloadPresetCommand(workplace, Preset.W200))
        .addSubcommand(new WorkloadMmppCommand(workplace))
        .addSubcommand(new WorkloadOnOffCommand(workplace))
        .addSubcommand(new WorkloadPoissonCommand(workplace))
        .addSubcommand(new WorkloadConstantCommand(workplace))
        .addSubcommand(new WorkloadDiurnalCommand(workplace))
        .addSubcommand(new WorkloadReplayCommand(workplace))
        .addSubcommand(new WorkloadFitCommand(workplace))
        .addSubcommand(new WorkloadSplitCommand(workplace))
        .addSubcommand(new WorkloadPoolCommand(workplace))
        .addSubcommand(new WorkloadInspectCommand(workplace))
        .addSubcommand(new WorkloadExportCommand(workplace));
  }
}
