package dev.firstlight.conformance.process;

import java.nio.file.Path;
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
}
