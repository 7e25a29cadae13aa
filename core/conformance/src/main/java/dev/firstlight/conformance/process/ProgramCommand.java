package dev.firstlight.conformance.process;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to start a program that is no JVM, or a JVM whose command line is known as it stands.
 *
 * @param words of the command line, the program first
 * @param directory where it runs; empty for where this process does
 * @param variables of its environment; of this process's own ones it gets only those that every
 *     program needs
 */
public record ProgramCommand(
    List<String> words, Optional<Path> directory, Map<String, String> variables)
    implements StartCommand {
  public ProgramCommand {
    words = List.copyOf(words);
    variables = Map.copyOf(variables);
    if (words.isEmpty() || words.get(0).isBlank()) {
      throw new IllegalArgumentException("a command names its program; there are no words");
    }
  }

  /** Those words, in this process's directory and without variables. */
  public static ProgramCommand of(String... words) {
    return new ProgramCommand(List.of(words), Optional.empty(), Map.of());
  }

  /** The same in that directory. */
  public ProgramCommand in(Path other) {
    return new ProgramCommand(words, Optional.of(other), variables);
  }

  /** The same with these variables too; they come before its own of the same name. */
  public ProgramCommand withVariables(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(variables);
    all.putAll(more);
    return new ProgramCommand(words, directory, all);
  }
}
