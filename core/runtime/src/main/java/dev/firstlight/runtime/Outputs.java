package dev.firstlight.runtime;

import dev.firstlight.tensor.Tensor;
import java.util.List;

/** What a model returned. The tensors' bytes live until this is closed. */
public interface Outputs extends AutoCloseable {
  /** The output tensors. */
  List<Tensor> tensors();

  /** Gives their memory back. Closing twice is harmless. */
  @Override
  void close();
}
