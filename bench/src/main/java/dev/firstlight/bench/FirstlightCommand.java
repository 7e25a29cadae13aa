package dev.firstlight.bench;

import dev.firstlight.bench.cost.CostSystem;
import dev.firstlight.bench.fault.BenchException;
import dev.firstlight.fault.FirstlightException;
import dev.firstlight.json.JsonException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParseResult;

/** The command line's root: {@code firstlight}. */
@Command(
    name = "firstlight",
    description = "Serves machine-learning models from functions and servers, and measures them.",
    mixinStandardHelpOptions = true,
    versionProvider = FirstlightCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, and what was measured is valid",
      "1:failed, or what was measured is not valid",
      "2:the command line is wrong",
      "3:a budget is undecided",
      "130:interrupted"
    })
final class FirstlightCommand {
  /** Done. */
  static final int OK = 0;

  /** Failed, or what was measured is not valid. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  /** No limit of a budget is violated, but too little was measured for one. */
  static final int UNDECIDED = 3;

  /** Ctrl-C, as shells have it: 128 and the signal's number. */
  static final int INTERRUPTED = 130;

  FirstlightCommand() {}

  /** The whole command line. */
  static CommandLine commandLine(Workplace workplace) {
    CommandLine line =
        new CommandLine(new FirstlightCommand())
            .addSubcommand(new CompareCommand(workplace))
            .addSubcommand(new UpCommand(workplace))
            .addSubcommand(new StudyCommand(workplace))
            .addSubcommand(WorkloadCommand.line(workplace))
            .addSubcommand(new ReportCommand(workplace))
            .addSubcommand(new BudgetCommand(workplace))
            .addSubcommand(
                new CommandLine(new CostCommand(workplace))
                    .addSubcommand(estimates(workplace))
                    .addSubcommand(new CostBooksCommand(workplace)))
            .addSubcommand(new PushCommand(workplace))
            .addSubcommand(new BundleCommand(workplace))
            .addSubcommand(
                new CommandLine(new ModelsCommand())
                    .addSubcommand(new ModelsListCommand(workplace))
                    .addSubcommand(new ModelsShowCommand(workplace))
                    .addSubcommand(new ModelsBuildCommand(workplace))
                    .addSubcommand(new ModelsFetchCommand(workplace))
                    .addSubcommand(new ModelsImportCommand(workplace))
                    .addSubcommand(new ModelsPrepareCommand(workplace)))
            .addSubcommand(new CommandLine.HelpCommand());
    line.setOut(new PrintWriter(workplace.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(workplace.err(), true, StandardCharsets.UTF_8));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setUsageHelpAutoWidth(true);
    line.setExecutionExceptionHandler(FirstlightCommand::explain);
    return line;
  }

  private static CommandLine estimates(Workplace workplace) {
    CommandLine estimates =
        new CommandLine(new CostEstimateCommand())
            .addSubcommand(new EstimateLambdaCommand(workplace))
            .addSubcommand(new EstimateFunctionsCommand(workplace))
            .addSubcommand(new EstimateCloudRunCommand(workplace));
    for (CostSystem system : CostSystem.values()) {
      if (system.rentsMachines()) {
        CommandLine machines = new CommandLine(new EstimateMachinesCommand(workplace, system));
        machines
            .getCommandSpec()
            .usageMessage()
            .description("Machines of %s over time, whatever they do.".formatted(system.label()));
        estimates.addSubcommand(system.label(), machines);
      }
    }
    return estimates;
  }

  /** What we threw on purpose becomes its message; anything else keeps its stack trace. */
  private static int explain(Exception e, CommandLine line, ParseResult parsed) {
    if (e instanceof BenchException bench) {
      if (bench.kind() != BenchException.Kind.INTERRUPTED) { // of which the person knows
        line.getErr().println("firstlight: " + e.getMessage());
      }
      return switch (bench.kind()) {
        case USAGE -> USAGE;
        case INTERRUPTED -> INTERRUPTED;
        default -> FAILED;
      };
    }
    if (e instanceof FirstlightException || e instanceof JsonException) {
      line.getErr().println("firstlight: " + e.getMessage());
    } else if (e instanceof IOException || e instanceof UncheckedIOException) {
      line.getErr().println("firstlight: " + e);
    } else {
      line.getErr().println("firstlight: this is a defect of Firstlight; please report it");
      e.printStackTrace(line.getErr());
    }
    return FAILED;
  }

  /** The version, from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {
        "firstlight " + number(), "JDK ${java.version} (${java.vendor}) on ${os.name} ${os.arch}"
      };
    }

    static String number() {
      return Optional.ofNullable(FirstlightCommand.class.getPackage().getImplementationVersion())
          .orElse("(not packaged)");
    }
  }
}
