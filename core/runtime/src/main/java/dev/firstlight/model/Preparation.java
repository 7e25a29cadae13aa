package dev.firstlight.model;

import java.util.List;
import java.util.Optional;

/**
 * How an artifact was made from a portable one, and what that gained on the machine where it was
 * made.
 *
 * @param from the portable artifact of the same package
 * @param form how it is to be loaded
 * @param why it has this form and not another, for people
 * @param measured what was measured: of the portable artifact, of this form and of others
 */
public record Preparation(String from, Form form, String why, List<Measured> measured) {
  /** What the portable artifact is called among what was measured. */
  public static final String PORTABLE = "portable";

  /** How a prepared artifact is loaded; its graph is optimised already. */
  public enum Form {
    /** Weights are used where the file is mapped, in the layout that the graph gives them. */
    MAPPED,
    /** Weights lie in the file as kernels want them. */
    PACKED;

    /** How it is written. */
    public String word() {
      return this == MAPPED ? "mapped" : "packed";
    }
  }

  /**
   * What one form took, in medians.
   *
   * @param form its word, or {@link #PORTABLE}
   * @param loadMillis to open it
   * @param firstMillis of the first prediction after that
   * @param predictMillis of those that followed
   */
  public record Measured(String form, double loadMillis, double firstMillis, double predictMillis) {
    public Measured {
      if (!(loadMillis >= 0 && firstMillis >= 0 && predictMillis >= 0)) {
        throw new IllegalArgumentException(
            "form \"" + form + "\" was measured with a time below 0 ms");
      }
    }
  }

  public Preparation {
    measured = List.copyOf(measured);
    if (from.isBlank()) {
      throw new IllegalArgumentException("a prepared artifact needs the name of its portable one");
    }
  }

  /**
   * How many times as long this form predicts as the portable artifact did; 1 where that was not
   * measured.
   */
  public double slowdown() {
    Optional<Measured> portable = measured(PORTABLE);
    Optional<Measured> own = measured(form.word());
    return portable.isPresent() && own.isPresent() && portable.get().predictMillis() > 0
        ? own.get().predictMillis() / portable.get().predictMillis()
        : 1;
  }

  private Optional<Measured> measured(String wanted) {
    for (Measured one : measured) {
      if (one.form().equals(wanted)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }
}
