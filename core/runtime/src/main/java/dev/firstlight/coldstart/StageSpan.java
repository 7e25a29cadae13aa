package dev.firstlight.coldstart;

/**
 * When a stage ran, as offsets from process creation.
 *
 * @param stage which
 * @param startMillis its begin
 * @param endMillis its end
 * @param bytes the bytes it moved; 0 where none
 */
public record StageSpan(Stage stage, double startMillis, double endMillis, long bytes) {
  public StageSpan {
    if (!(endMillis >= startMillis)) {
      throw new IllegalArgumentException(
          "stage "
              + stage.label()
              + " ends at "
              + endMillis
              + " ms, before it begins at "
              + startMillis
              + " ms");
    }
  }

  /** How long it took. */
  public double durationMillis() {
    return endMillis - startMillis;
  }
}
