package dev.firstlight.models.network;

/** A weight tensor: what it is and its values, row-major. Whoever holds it may not change it. */
public final class Weight {
  private final WeightSpec spec;
  private final float[] values;

  /** Keeps the array itself: weights are large, and each is made for one reader. */
  Weight(WeightSpec spec, float[] values) {
    if (spec.shape().elements() != values.length) {
      throw new IllegalArgumentException(
          "weight \"%s\" of shape %s cannot have %d values"
              .formatted(spec.name(), spec.shape(), values.length));
    }
    this.spec = spec;
    this.values = values;
  }

  public WeightSpec spec() {
    return spec;
  }

  /** The values themselves, not a copy. */
  public float[] values() {
    return values;
  }
}
