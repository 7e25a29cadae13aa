package dev.firstlight.models.graph;

import java.io.IOException;
import java.util.Arrays;

/** A weight whose values are in memory. */
public final class HeldWeight implements Weight {
  private final WeightSpec spec;
  private final float[] values;

  /** Keeps the array itself: weights are large, and each is made for one reader. */
  public HeldWeight(WeightSpec spec, float[] values) {
    if (spec.shape().elements() != values.length) {
      throw new IllegalArgumentException(
          "weight \"%s\" of shape %s cannot have %d values"
              .formatted(spec.name(), spec.shape(), values.length));
    }
    this.spec = spec;
    this.values = values;
  }

  @Override
  public WeightSpec spec() {
    return spec;
  }

  /** The values themselves, not a copy. */
  @Override
  public float[] values() {
    return values;
  }

  @Override
  public void forEachRow(RowSink sink) throws IOException {
    int row = spec.rowLength();
    for (int start = 0; start < values.length; start += row) {
      sink.accept(Arrays.copyOfRange(values, start, start + row));
    }
  }
}
