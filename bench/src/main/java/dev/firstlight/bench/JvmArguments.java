package dev.firstlight.bench;

import dev.firstlight.bench.jvm.JvmChoice;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Option;

/** Which JVM instances run on. */
final class JvmArguments {
  @Option(
      names = "--jvm",
      paramLabel = "NAME",
      description =
          "tuned: with the flags of our images (jvm/instance.args) and from a startup archive, made"
              + " by a training run where it is absent. plain: the JVM as it comes.")
  private String setting = JvmChoice.TUNED;

  @Option(
      names = "--java",
      paramLabel = "DIR",
      description =
          "Home of the Java runtime that instances run on, 17 or later. Default: the one that runs"
              + " this command.",
      showDefaultValue = Visibility.NEVER)
  private @Nullable Path home;

  JvmChoice choice(Workplace workplace) {
    return JvmChoice.of(setting, Optional.ofNullable(home).map(workplace.directory()::resolve));
  }

  /** The same as words of a command line. */
  String words() {
    return " --jvm " + setting + (home == null ? "" : " --java " + home);
  }
}
