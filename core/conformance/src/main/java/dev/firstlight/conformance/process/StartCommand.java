package dev.firstlight.conformance.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How to start a process: a JVM, or a program of another language. Immutable. */
public sealed interface StartCommand permits JavaCommand, ProgramCommand {
  /** The words of the command line, the program first. */
  List<String> words();

  /** What the process gets beside the few variables that every program needs. */
  Map<String, String> variables();

  /** Where it runs; empty for where this process does. */
  Optional<Path> directory();

  /** The same program, started by another that gets its words after its own and becomes it. */
  default StartCommand after(List<String> starter) {
    List<String> all = new ArrayList<>(starter);
    all.addAll(words());
    return new ProgramCommand(all, directory(), variables());
  }

  /** The same with variables beside its own. */
  default StartCommand with(Map<String, String> more) {
    return new ProgramCommand(words(), directory(), variables()).withVariables(more);
  }
}
