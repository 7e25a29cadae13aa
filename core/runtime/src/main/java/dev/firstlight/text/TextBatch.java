package dev.firstlight.text;

import dev.firstlight.tensor.Buffers;
import dev.firstlight.tensor.Tensor;
import java.util.List;

/**
 * The tensors of some texts, in buffers that go back when this is closed. For one thread at a time.
 */
public final class TextBatch implements AutoCloseable {
  private final List<Tensor> tensors;
  private final List<Buffers.Lease> leases;

  TextBatch(List<Tensor> tensors, List<Buffers.Lease> leases) {
    this.tensors = List.copyOf(tensors);
    this.leases = List.copyOf(leases);
  }

  /**
   * INT64 tensors of shape [texts, tokens]: the ids, then the mask and the types where the model
   * has them. Their bytes live until this is closed.
   */
  public List<Tensor> tensors() {
    return tensors;
  }

  /** Gives the buffers back. Closing twice is harmless. */
  @Override
  public void close() {
    leases.forEach(Buffers.Lease::close);
  }
}
