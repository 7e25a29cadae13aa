package dev.firstlight.models.prepare;

import dev.firstlight.model.Preparation;
import dev.firstlight.model.Preparation.Form;
import dev.firstlight.model.Preparation.Measured;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The form that takes least time from the begin of its load to the end of as many predictions as
 * asked for, if that is at least a tenth less than the portable artifact takes.
 *
 * @param form the one; empty for none
 * @param why that, for people
 */
record FormChoice(Optional<Form> form, String why) {
  /** Less gain is not worth another copy of the weights. */
  private static final double WORTH_IT = 0.9;

  /**
   * Chooses.
   *
   * @param portable what the portable artifact took
   * @param forms what those forms took whose predictions are right
   */
  static FormChoice of(Measured portable, List<Measured> forms, int predictions) {
    Optional<Form> best = Optional.empty();
    double least = cost(portable, predictions) * WORTH_IT;
    List<String> costs = new ArrayList<>(List.of(text(portable, predictions)));
    for (Measured measured : forms) {
      costs.add(text(measured, predictions));
      double cost = cost(measured, predictions);
      if (cost <= least) {
        least = cost;
        best = form(measured.form());
      }
    }
    String until =
        predictions == 1 ? "the first prediction" : "the end of " + predictions + " predictions";
    return new FormChoice(
        best,
        "%s to %s: %s"
            .formatted(
                best.isPresent() ? "least time" : "no form saves a tenth of the time",
                until,
                String.join(", ", costs)));
  }

  private static double cost(Measured measured, int predictions) {
    return measured.loadMillis()
        + measured.firstMillis()
        + (predictions - 1) * measured.predictMillis();
  }

  private static String text(Measured measured, int predictions) {
    return String.format(Locale.ROOT, "%s %.1f ms", measured.form(), cost(measured, predictions));
  }

  private static Optional<Form> form(String word) {
    for (Form form : Form.values()) {
      if (form.word().equals(word)) {
        return Optional.of(form);
      }
    }
    throw new IllegalArgumentException(
        "\""
            + word
            + "\" is no prepared form"
            + (word.equals(Preparation.PORTABLE) ? "" : " here"));
  }
}
