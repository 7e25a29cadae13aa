package dev.firstlight.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a model says of the inputs that it takes.
 *
 * @param arguments in their order
 */
record ForwardSignature(List<Argument> arguments) {
  ForwardSignature {
    arguments = List.copyOf(arguments);
  }

  /**
   * One of them.
   *
   * @param type in TorchScript's words
   * @param optional whether it may be left out
   */
  record Argument(String name, String type, boolean optional) {
    /** Whether a tensor can be handed over for it. */
    boolean takesTensor() {
      return type.equals("Tensor") || type.equals("Optional[Tensor]");
    }

    @Override
    public String toString() {
      return name + ": " + type + (optional ? " (optional)" : "");
    }
  }

  /** Of a model that has only names to say. */
  static ForwardSignature ofTensors(List<String> names) {
    List<Argument> arguments = new ArrayList<>();
    for (String name : names) {
      arguments.add(new Argument(name, "Tensor", false));
    }
    return new ForwardSignature(arguments);
  }

  /**
   * That of a class's {@code forward} in TorchScript's source, if it is there and can be read.
   *
   * @param source of the file that has the class
   * @param type the class's own name
   */
  static Optional<ForwardSignature> parse(String source, String type) {
    int begin =
        source.startsWith("class " + type + "(") ? 0 : source.indexOf("\nclass " + type + "(");
    if (begin < 0) {
      return Optional.empty();
    }
    int next = source.indexOf("\nclass ", begin + 1);
    String body = next < 0 ? source.substring(begin) : source.substring(begin, next);
    int open = body.indexOf("\n  def forward(");
    if (open < 0) {
      return Optional.empty();
    }
    List<String> parts = arguments(body, body.indexOf('(', open) + 1);
    List<Argument> arguments = new ArrayList<>();
    for (int i = 1; i < parts.size(); i++) { // the first is self
      arguments.add(argument(parts.get(i)));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(new ForwardSignature(arguments));
  }

  /** What stands between the commas up to the parenthesis that closes; empty if none does. */
  private static List<String> arguments(String text, int begin) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = begin;
    char quote = 0;
    for (int i = begin; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
        if (c == ')') {
          return parts;
        }
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      }
    }
    return List.of();
  }

  private static Argument argument(String text) {
    int colon = text.indexOf(':');
    int equals = text.indexOf('=');
    boolean optional = equals >= 0;
    String declaration = optional ? text.substring(0, equals) : text;
    return colon < 0
        ? new Argument(declaration.strip(), "Tensor", optional)
        : new Argument(
            declaration.substring(0, colon).strip(),
            declaration.substring(colon + 1).strip(),
            optional);
  }
}
