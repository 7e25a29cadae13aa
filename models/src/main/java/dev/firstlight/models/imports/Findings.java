package dev.firstlight.models.imports;

import dev.firstlight.fault.StartException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What an import found out: guesses, each said aloud with the option that overrides it, and what
 * nobody but the person can know, asked for all at once. For one thread.
 */
final class Findings {
  private final ImportRequest request;
  private final Consumer<String> say;
  private final List<String> questions = new ArrayList<>();
  private final List<String> options = new ArrayList<>();

  Findings(ImportRequest request, Consumer<String> say) {
    this.request = request;
    this.say = say;
  }

  /** Something worth knowing that is no guess. */
  void note(String text) {
    say.accept(text);
  }

  /** A guess. */
  void guess(String what, String why, String override) {
    say.accept("guess: " + what + ", since " + why + " (" + override + " to change it)");
  }

  /**
   * A question.
   *
   * @param question what is needed and why
   * @param example the options that answer it, as they would be typed
   */
  void ask(String question, String example) {
    questions.add(question);
    if (!options.contains(example)) {
      options.add(example);
    }
  }

  /**
   * Ends the import if something has been asked.
   *
   * @throws StartException of kind CONFIGURATION with all questions, and a command line that has
   *     what is known and an example of the rest
   */
  void check() {
    if (questions.isEmpty()) {
      return;
    }
    StringBuilder command = new StringBuilder("firstlight models import ");
    command.append(request.source()).append(" --name ").append(request.name());
    request.task().ifPresent(task -> command.append(" --task ").append(task));
    options.forEach(option -> command.append(' ').append(option));
    throw new StartException(
        StartException.Kind.CONFIGURATION,
        "\"%s\" cannot be imported yet:\n  %s\nwith what else was given, as: %s"
            .formatted(request.source(), String.join("\n  ", questions), command));
  }

  /** A choice that cannot be. */
  static StartException refused(String message) {
    return new StartException(StartException.Kind.CONFIGURATION, message);
  }
}
