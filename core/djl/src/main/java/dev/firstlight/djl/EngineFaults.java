package dev.firstlight.djl;

import dev.firstlight.fault.RequestException;

/** What an engine threw, as one line of sense: libtorch's messages are pages of its own source. */
final class EngineFaults {
  private static final String INTERPRETER = "RuntimeError: ";
  private static final int LONGEST = 500;

  private EngineFaults() {}

  /** A model that does not take the inputs; running out of memory is nobody's bad request. */
  static RequestException refused(Throwable e) {
    String reason = reason(e);
    boolean memory = reason.contains("allocate memory") || reason.contains("out of memory");
    return new RequestException(
        memory ? RequestException.Kind.INTERNAL : RequestException.Kind.BAD_REQUEST,
        "the model refuses the inputs: " + reason,
        e);
  }

  /** The line that says what is wrong. */
  static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = String.valueOf(root.getMessage()).strip();
    int error = message.lastIndexOf(INTERPRETER);
    if (error >= 0) {
      message = message.substring(error + INTERPRETER.length());
    }
    int line = message.indexOf('\n');
    String first = (line < 0 ? message : message.substring(0, line)).strip();
    return first.length() <= LONGEST ? first : first.substring(0, LONGEST) + "…";
  }
}
