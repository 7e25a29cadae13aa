package dev.firstlight.models.export;

import dev.firstlight.models.graph.Weight;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes FP32 numbers as the little-endian bytes that all runtimes have. For one thread. */
public final class FloatStream {
  private static final int CHUNK = 1 << 14;

  private final OutputStream stream;
  private final ByteBuffer bytes =
      ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);

  /** Writes to that stream, which the caller closes. */
  public FloatStream(OutputStream stream) {
    this.stream = stream;
  }

  /** Writes all values. */
  public void write(float[] values) throws IOException {
    for (int start = 0; start < values.length; start += CHUNK) {
      int count = Math.min(CHUNK, values.length - start);
      bytes.asFloatBuffer().put(values, start, count);
      stream.write(bytes.array(), 0, count * Float.BYTES);
    }
  }

  /** Writes all values of a weight. */
  public void write(Weight weight) throws IOException {
    weight.forEachRow(this::write);
  }
}
